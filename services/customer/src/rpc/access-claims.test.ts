import { createEventLog, type EventLog } from "@rmp/event-store/event-log";
import { handleCommand } from "@rmp/event-store/handle-command";
import { type EventStorePort, StoreUnavailable } from "@rmp/event-store/port";
import { customerEvents } from "@rmp/events/customer";
import { requested } from "@rmp/test-kit/command-context";
import { memoryKeyring } from "@rmp/test-kit/memory-keyring";
import { memoryStore } from "@rmp/test-kit/memory-store";
import { overtaken } from "@rmp/test-kit/overtaken-store";
import { type CustomerId, derivedId } from "@rmp/vocabulary/ids";
import { describe, expect, it } from "vitest";
import { ada, by, commands, process, trunk } from "../../test/onboarding.ts";
import type { CustomerCommand } from "../domain/commands.ts";
import { customer } from "../domain/decide.ts";
import { provision } from "./access-claims.ts";

const [acme, globex] = [derivedId<"customer">("acme"), derivedId<"customer">("globex")];

/** A store with both customers under agreement. `types` tells what a stream holds. */
async function office() {
  const store = memoryStore();
  const keyring = memoryKeyring();
  const logOn = (port: EventStorePort): EventLog => createEventLog({ store: port, keyring, own: customerEvents });
  const events = logOn(store);
  const ask = (customerId: CustomerId, command: CustomerCommand, requestId: string, on = events) =>
    handleCommand(on, customer, customerId, command, requested(requestId));
  for (const customerId of [acme, globex])
    for (const [index, command] of [...process, commands.execute].entries())
      await ask(customerId, command, `onboarding ${index}`);
  const close = (customerId: CustomerId) => ask(customerId, commands.close, "close");
  const give = (customerId: CustomerId, requestId: string, on = events) =>
    provision(on, { customerId, trunk, by: by(ada) }, requested(requestId));
  const types = (stream: string) => store.all.filter((event) => event.stream === stream).map(({ type }) => type);
  const claims = () => types(`access-${trunk.accessId}`);
  const last = (customerId: CustomerId) => types(`customer-${customerId}`).at(-1);
  return { store, logOn, close, give, claims, last };
}

/** A store that is lost before the second append: the trunk is claimed, the customer does not have it. */
function dyingAfterClaim(store: EventStorePort): EventStorePort {
  const dead = () => Promise.reject(new StoreUnavailable("gone"));
  return overtaken(store, () => Promise.resolve(), dead);
}

describe("Plan IV, C-IV-12: no trunk has two customers, whatever comes in between", () => {
  it("claims the trunk, then gives it to the customer", async () => {
    const { give, claims, last } = await office();
    expect(await give(acme, "give")).toMatchObject({ kind: "accepted", stream: `customer-${acme}` });
    expect([claims(), last(acme)]).toEqual([["AccessClaimed"], "AccessProvisioned"]);
  });

  it("refuses it to the second one, who is left as they were", async () => {
    const { give, claims, last } = await office();
    await give(acme, "first");
    expect(await give(globex, "second")).toEqual({ kind: "refused", reason: "access-already-claimed", detail: {} });
    expect([claims(), last(globex)]).toEqual([["AccessClaimed"], "AupAccepted"]);
  });

  it("refuses it to the slower of two who ask at once", async () => {
    const { store, logOn, give, claims, last } = await office();
    const slow = logOn(overtaken(store, () => give(globex, "fast")));
    expect(await give(acme, "slow", slow)).toMatchObject({ reason: "access-already-claimed" });
    expect([claims(), last(acme), last(globex)]).toEqual([["AccessClaimed"], "AupAccepted", "AccessProvisioned"]);
  });

  it("claims nothing for a customer without an agreement", async () => {
    const { give, claims } = await office();
    expect(await give(derivedId("nobody"), "give")).toMatchObject({ reason: "customer-not-found" });
    expect(claims()).toEqual([]);
  });

  it("is mended by the same request after a crash between claim and provisioning", async () => {
    const { store, logOn, give, claims, last } = await office();
    await expect(give(acme, "give", logOn(dyingAfterClaim(store)))).rejects.toThrow(StoreUnavailable);
    expect([claims(), last(acme)]).toEqual([["AccessClaimed"], "AupAccepted"]);
    await give(acme, "give");
    expect([claims(), last(acme)]).toEqual([["AccessClaimed"], "AccessProvisioned"]);
  });

  it("answers the same request with what it recorded", async () => {
    const { give, claims } = await office();
    const first = await give(acme, "give");
    expect(await give(acme, "give")).toEqual(first);
    expect(claims()).toEqual(["AccessClaimed"]);
  });
});

describe("Plan III, C-III-28: a customer that ends gets no trunk any more, in every order", () => {
  it("is refused it where the customer is closed between claim and provisioning; the claim is left to be released", async () => {
    const { store, logOn, give, close, claims, last } = await office();
    const slow = logOn(
      overtaken(
        store,
        () => Promise.resolve(),
        () => close(acme),
      ),
    );
    expect(await give(acme, "give", slow)).toMatchObject({ reason: "customer-closed" });
    expect([claims(), last(acme)]).toEqual([["AccessClaimed"], "CustomerClosed"]);
  });

  it("is refused it after the end, and claims nothing", async () => {
    const { give, close, claims } = await office();
    await close(acme);
    expect(await give(acme, "give")).toMatchObject({ reason: "customer-closed" });
    expect(claims()).toEqual([]);
  });
});
