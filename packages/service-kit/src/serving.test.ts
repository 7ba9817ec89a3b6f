import { freePort } from "@rmp/deploy-local/free-port";
import { EventNotFolded } from "@rmp/event-store/loop";
import {
  CustomerQueryServiceService,
  GetCustomerRequest,
  GetCustomerResponse,
  ListCustomersResponse,
  WatchCustomerResponse,
} from "@rmp/proto/rmp/customer/v1/queries";
import { healthOf } from "@rmp/test-kit/health";
import { describe, expect, it } from "vitest";
import { AUDIENCE, ISSUER, parseLine, tlsOf } from "../test/fixture.ts";
import { connect } from "./client.ts";
import { createLog } from "./log.ts";
import { service } from "./service.ts";
import { startServing } from "./serving.ts";

const customerId = "6f7d5c1e-2b0a-4c38-9d41-52d0b7a6e4f3";

const customers = service(
  CustomerQueryServiceService,
  {
    getCustomer: async () => GetCustomerResponse.create({ position: "7" }),
    listCustomers: async () => ListCustomersResponse.create(),
    async *watchCustomer() {
      yield WatchCustomerResponse.create();
    },
  },
  { getCustomer: ["tool/*"], listCustomers: [], watchCustomer: [] },
);

/** A service whose loop and `open` are in the test's hand. */
async function serving() {
  const steps: string[] = [];
  const [caughtUp, opened] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const [opening, disposing] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const failed = Promise.withResolvers<never>();
  const listen = `127.0.0.1:${await freePort()}`;
  const lines: string[] = [];
  const running = await startServing([customers], {
    config: { listen, staffIssuer: ISSUER, staffAudience: AUDIENCE, staffJwks: "https://staff.test/jwks.json" },
    tls: await tlsOf("service/customer"),
    log: createLog("customer", { write: (line) => lines.push(line) }),
    loop: { ready: caughtUp.promise, failed: failed.promise },
    open() {
      steps.push("open");
      opening.resolve();
      return opened.promise;
    },
    async dispose() {
      steps.push("dispose");
      disposing.resolve();
      // As the loop does, where it is not ready yet.
      caughtUp.reject(new Error("the loop was stopped"));
    },
  });
  const options = { address: listen, tls: await tlsOf("tool/desk"), server: "service/customer" } as const;
  return {
    running,
    caughtUp,
    opened,
    opening: opening.promise,
    disposing: disposing.promise,
    failed,
    steps,
    health: (name: string) => healthOf(name, options),
    client: () => connect(CustomerQueryServiceService, options),
    /** The message of each line, and the event that it names. */
    said: () => lines.map(parseLine).map(({ msg, event }) => [msg, event].filter(Boolean).join(" ")),
  };
}

describe("a service", () => {
  it("answers before it is ready, which it is when its views have caught up and what needs them is open", async () => {
    const { running, caughtUp, opened, opening, steps, health, client, said } = await serving();
    await using _stopped = running;
    using customer = client();
    const readiness = health("readiness");
    const before = await readiness.next();
    const { position } = await customer.getCustomer(GetCustomerRequest.create({ customerId }));
    expect([before.value, position, steps]).toEqual(["NOT_SERVING", "7", []]);
    caughtUp.resolve();
    await opening;
    expect(said()).toEqual([]);
    opened.resolve();
    expect((await readiness.next()).value).toBe("SERVING");
    expect(said()).toEqual(["ready"]);
  });

  it("says on health what it is told of another name", async () => {
    const { running, health } = await serving();
    await using _stopped = running;
    const view = health("view");
    const heard = [(await view.next()).value];
    for (const fresh of [false, true]) {
      running.tell("view", fresh);
      heard.push((await view.next()).value);
    }
    expect(heard).toEqual(["SERVICE_UNKNOWN", "NOT_SERVING", "SERVING"]);
  });

  it("fails with what it cannot open", async () => {
    const { running, caughtUp, opened } = await serving();
    await using _stopped = running;
    caughtUp.resolve();
    opened.reject(new Error("the disk is broken"));
    await expect(running.failed).rejects.toThrow("the disk is broken");
  });

  it.each(["before it is ready", "afterwards"])("fails with its loop, %s", async (when) => {
    const { running, caughtUp, opened, failed, health } = await serving();
    await using _stopped = running;
    if (when === "afterwards") {
      caughtUp.resolve();
      opened.resolve();
      for await (const status of health("readiness")) if (status === "SERVING") break;
    }
    failed.reject(new Error("an event cannot be folded"));
    await expect(running.failed).rejects.toThrow("an event cannot be folded");
    expect((await health("readiness").next()).value).toBe("NOT_SERVING");
  });

  it("that has failed says why, and is not ready when what it was about to open is open", async () => {
    const { running, caughtUp, opened, opening, failed, said, health } = await serving();
    await using _stopped = running;
    caughtUp.resolve();
    await opening;
    failed.reject(new EventNotFolded({ stream: "book-1", revision: 7 }, new Error("boom")));
    await expect(running.failed).rejects.toThrow(EventNotFolded);
    opened.resolve();
    expect((await health("readiness").next()).value).toBe("NOT_SERVING");
    expect(said()).toEqual(["cannot be ready any more book-1@7"]);
  });

  it("that stops while it opens ends that before it has stopped, and never says that it is ready", async () => {
    const { running, caughtUp, opened, opening, disposing, steps, said } = await serving();
    caughtUp.resolve();
    await opening;
    const stopped = running[Symbol.asyncDispose]().then(() => steps.push("stopped"));
    await disposing;
    expect(steps).toEqual(["open", "dispose"]);
    opened.resolve();
    await stopped;
    expect([steps, said()]).toEqual([["open", "dispose", "stopped"], []]);
  });
});
