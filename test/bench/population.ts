import { createHash } from "node:crypto";
import type { DomainEvent } from "@rmp/event-store/decider";
import { openEventStore } from "@rmp/event-store/esdb";
import { createEventLog } from "@rmp/event-store/event-log";
import type { EventCatalog } from "@rmp/event-store/event-types";
import type { Keyring } from "@rmp/event-store/keyring";
import { type CustomerEvent, customerEvents } from "@rmp/events/customer";
import { type NumberingEvent, numberingEvents } from "@rmp/events/numbering";
import type { Log } from "@rmp/service-kit/log";
import { derivedId, uuidV5 } from "@rmp/vocabulary/ids";
import { instant } from "@rmp/vocabulary/instant";
import { type E164, parseE164 } from "@rmp/vocabulary/telephone-number";

/** A customer as the call path knows it. */
export interface Subscriber {
  readonly trunk: string;
  readonly number: E164;
}

const LIMITS = { callsPerSecond: 10_000, sessions: 100_000 };

/** No personal field is written here. */
const noKeys: Keyring = {
  keyFor: () => Promise.reject(new Error("no keys")),
  byId: () => Promise.reject(new Error("no keys")),
};

/** Writes approved customers, each with a trunk and a number, as the services would have: straight into the log. */
export async function populate(
  count: number,
  store: { readonly connectionString: string; readonly credentials: string; readonly log: Log },
): Promise<{ readonly subscribers: readonly Subscriber[]; readonly position: bigint }> {
  await using port = openEventStore(store);
  const logOf = (own: EventCatalog) => createEventLog({ store: port, keyring: noKeys, own });
  const [customers, holdings] = [logOf(customerEvents), logOf(numberingEvents)];
  const write = async <E extends DomainEvent>(
    log: typeof customers,
    stream: string,
    events: readonly E[],
  ): Promise<void> => {
    const history = await log.read<E>(stream);
    await log.append(
      history,
      events.map((event, index) => ({
        id: uuidV5("bench", stream, `${index}`),
        event,
        envelope: envelope(log.service),
      })),
    );
  };
  const one = async (index: number): Promise<Subscriber> => {
    const customerId = derivedId<"customer">("bench", `${index}`);
    const trunk = `bench-${index}`;
    const number = numbers[index];
    if (!number) throw new Error(`there is no fictional number for customer ${index}`);
    const agreement = `customer-${customerId}@0`;
    const approver = derivedId<"person">("bench");
    await write<CustomerEvent>(customers, `customer-${customerId}`, [
      { type: "AccessProvisioned", data: { accessId: derivedId("bench-access", trunk), sbc: "bench", trunk } },
      { type: "CustomerApproved", data: { limits: LIMITS, agreement, approvedBy: approver } },
    ]);
    await write<NumberingEvent>(holdings, `number-${number.slice(1)}`, [
      { type: "NumberAssigned", data: { customerId, allotment: "block-bench@0", agreement } },
    ]);
    return { trunk, number };
  };
  const subscribers: Subscriber[] = [];
  for (let first = 0; first < count; first += 32) {
    const group = Array.from({ length: Math.min(32, count - first) }, (_, index) => one(first + index));
    subscribers.push(...(await Promise.all(group)));
  }
  return { subscribers, position: await port.readHead() };
}

/** 555-0100 to 555-0199 of each area code, as many as there are. */
const numbers: readonly E164[] = Array.from({ length: 800 }, (_, index) => 200 + index).flatMap((areaCode) =>
  Array.from({ length: 100 }, (_, last) => `+1${areaCode}55501${`${last}`.padStart(2, "0")}`).flatMap(
    (text) => parseE164(text) ?? [],
  ),
);

const envelope = (service: string) => {
  const at = instant(Date.now());
  return {
    requestId: uuidV5("bench"),
    requestMac: `1:${createHash("sha256").update("bench").digest("hex")}`,
    correlationId: uuidV5("bench"),
    actor: { kind: "system" as const, id: "bench" },
    occurredAt: at,
    recordedAt: at,
    planVersion: "v2",
    policyHash: "none",
    service,
  };
};
