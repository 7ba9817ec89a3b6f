import { createHash } from "node:crypto";
import { setInterval } from "node:timers/promises";
import type { AuthorizeCallsResponse } from "@rmp/proto/rmp/attestation/v1/calls";
import { CustomerStage } from "@rmp/proto/rmp/customer/v1/queries";
import { CandidateState, type Standing } from "@rmp/proto/rmp/enforcement/v1/queries";
import { WarningChannel } from "@rmp/proto/rmp/enforcement/v1/commands";
import { decodeError } from "@rmp/service-kit/errors";
import { instantOf, timestampOf } from "@rmp/service-kit/timestamp";
import { instant, toMillis } from "@rmp/vocabulary/instant";
import type { Cast } from "../cast.ts";
import { type Clients, requestId } from "../clients.ts";
import { cite, LIMITS } from "./onboarding.ts";
import { attempt, authorize, describe, type Numbered } from "./place-call.ts";
import type { Story } from "./story.ts";

interface Scene {
  readonly story: Story;
  readonly desk: Clients;
  readonly sbc: Clients;
  readonly cast: Cast;
  readonly customer: Numbered;
}

/** A fictional number of somebody else: what the customer has no right to show. */
const STRANGER = "+13035550199";

/**
 * Step 4: a spoofed caller ID is warned about once; after proven delivery the second confirmed one ends all services.
 * Answers the milliseconds from the terminating event to the first call refused by it.
 */
export async function spoofTwice(scene: Scene): Promise<number> {
  const { story, desk, cast, customer } = scene;
  await spoof(scene);
  const suspected = await standingWhere(desk, customer, ({ candidates }) => candidates.length === 1);
  const first = suspected.candidates[0];
  if (!first) throw new Error("a candidate was seen and is gone");
  story.tell({
    asked: "what attestation's report of the refused call led to",
    decided: `candidate ${first.candidateId}, for a person to confirm or dismiss`,
    why: 'Plan IV: "if CCS discovers that an end user has manipulated their Caller ID"',
    recorded: first.suspectedBy,
  });
  const warned = await confirm(scene, first.candidateId);
  story.expect(
    warned.infractionNumber === 1 && warned.warningId !== "",
    "the first confirmation issues the one warning",
  );
  story.tell({
    asked: `ConfirmInfraction by ${cast.officer.name}`,
    decided: `infraction 1: warning ${warned.warningId} issued`,
    why: 'Plan IV: "give the customer one warning"',
    recorded: cite(warned.recorded),
  });
  const again = await confirm(scene, first.candidateId);
  story.expect(
    again.warningId === warned.warningId && !again.servicesTerminated,
    "confirming it again changes nothing",
  );
  story.expect(cite(again.recorded) === cite(warned.recorded), "confirming it again records nothing");
  story.tell({
    asked: "ConfirmInfraction of the same candidate again",
    decided: "nothing changes: the same warning stands",
    why: "Plan IV: one warning about that infraction",
  });
  await spoof(scene);
  await deliver(scene, warned.warningId);
  await spoof(scene);
  const second = await standingWhere(desk, customer, ({ candidates }) => candidates.length > 1);
  story.expect(second.candidates.length === 2, "the spoof before delivery joined the first candidate");
  const candidate = second.candidates.find(({ state }) => state === CandidateState.OPEN);
  story.tell({
    asked: "a spoof before delivery, and one after it",
    decided: `the first joined candidate 1; the second opened candidate ${candidate?.candidateId}`,
    why: "Plan IV: only a call after the warning reached the customer can be the second infraction",
    recorded: candidate?.suspectedBy ?? "nothing",
  });
  const toRefusal = await terminate(scene, candidate?.candidateId ?? "");
  await seeReactions(scene);
  return toRefusal;
}

async function spoof({ story, sbc, customer }: Scene): Promise<void> {
  const decision = await authorize(sbc, attempt({ trunk: customer.trunk, callingNumber: STRANGER }));
  story.expect(
    decision.reasons[0] === "number-not-assigned-to-customer",
    `the spoof is refused, not ${describe(decision)}`,
  );
  story.tell({
    asked: `AuthorizeCall that shows ${STRANGER}, through ${customer.trunk}`,
    decided: describe(decision),
    why: `${decision.planSection}: only numbers to which the end user has subscribed from CCS`,
    recorded: `journal ${decision.journalReference}`,
  });
}

const confirm = ({ desk, cast, customer }: Scene, candidateId: string) =>
  desk.enforcement.confirmInfraction(
    {
      requestId: requestId(),
      minPosition: "",
      customerId: customer.customerId,
      candidateId,
      finding: "The displayed number is not assigned to the customer; the customer's dialler set it.",
    },
    { token: cast.officer.token },
  );

async function deliver({ story, desk, cast, customer }: Scene, warningId: string): Promise<void> {
  const common = { minPosition: "", customerId: customer.customerId, warningId, channel: WarningChannel.COURIER };
  const token = { token: cast.officer.token };
  await desk.enforcement.recordWarningSent(
    { ...common, requestId: requestId(), sentAt: timestampOf(instant(Date.now())) },
    token,
  );
  const delivered = await desk.enforcement.recordWarningDelivered(
    {
      ...common,
      requestId: requestId(),
      deliveredAt: timestampOf(instant(Date.now())),
      receiptSha256: createHash("sha256").update(`receipt of ${warningId}`).digest("hex"),
    },
    token,
  );
  story.tell({
    asked: "RecordWarningSent and RecordWarningDelivered by courier, with the hash of its receipt",
    decided: "proven delivery",
    why: "Plan IV: the warning reached the customer",
    recorded: cite(delivered.recorded),
  });
}

/** The standing of the customer as soon as it satisfies a condition. */
export async function standingWhere(
  desk: Clients,
  { customerId, position }: Pick<Numbered, "customerId" | "position">,
  holds: (standing: Standing) => boolean,
): Promise<Standing> {
  const watch = desk.standings.watchStanding({ customerId, fromPosition: position }, { deadlineMs: 20_000 });
  for await (const { standing } of watch) if (standing && holds(standing)) return standing;
  throw new Error("the watch ended before the standing was seen");
}

/** Calls from the customer's own number go on at half the limit while the second infraction is confirmed. */
async function terminate(scene: Scene, candidateId: string): Promise<number> {
  const { story, desk, sbc, customer } = scene;
  const perSecond = LIMITS.callsPerSecond / 2;
  const stream = sbc.attestation.authorizeCalls();
  const { promise: refusedAt, resolve, reject } = Promise.withResolvers<number>();
  const { promise: underWay, resolve: sayUnderWay } = Promise.withResolvers<void>();
  let permitted = 0;
  stream.on("error", (error: unknown) => reject(decodeError(error)));
  stream.on("data", ({ decisions }: AuthorizeCallsResponse) => {
    for (const decision of decisions) {
      if (decision.outcome?.$case === "permit") {
        permitted += 1;
        sayUnderWay();
      }
      if (decision.reasons[0] === "services-terminated" && decision.ingressAt)
        resolve(toMillis(instantOf(decision.ingressAt)));
    }
  });
  const dialling = new AbortController();
  const dialled = dial(stream, customer, perSecond, dialling.signal);
  await Promise.race([underWay, refusedAt]);
  const terminated = await confirm(scene, candidateId);
  story.expect(
    terminated.infractionNumber === 2 && terminated.servicesTerminated,
    "the second confirmation ends all services",
  );
  const first = await refusedAt;
  dialling.abort();
  await dialled;
  stream.end();
  const ended = await standingWhere(desk, customer, ({ terminatedBy }) => terminatedBy !== "");
  const endedAt = ended.terminatedAt ? toMillis(instantOf(ended.terminatedAt)) : Number.NaN;
  story.expect(permitted > 0, "calls were permitted until the termination");
  story.tell({
    asked: "ConfirmInfraction of candidate 2, while calls from the customer's own number go on",
    decided: "infraction 2: services terminated, at once and without override",
    why: 'Plan IV: "then terminate the end user\'s services in the event of a second such infraction"',
    recorded: ended.terminatedBy,
  });
  story.say(
    `${permitted} calls were permitted before; from the terminating event to the first services-terminated ${first - endedAt} ms (a call every ${1000 / perSecond} ms)\n`,
  );
  return first - endedAt;
}

async function dial(
  stream: ReturnType<Clients["attestation"]["authorizeCalls"]>,
  { trunk, numbers }: Numbered,
  perSecond: number,
  signal: AbortSignal,
): Promise<void> {
  let last: string | undefined;
  for await (const _ of setInterval(1000 / perSecond)) {
    if (signal.aborted) return;
    const call = attempt({ trunk, callingNumber: numbers[1] });
    stream.write({ calls: [call], ends: last === undefined ? [] : [{ callId: last, sipStatus: 200 }] });
    last = call.callId;
  }
}

/** Numbering and customer follow by their own reactions; the demo only watches. */
async function seeReactions({ story, desk, customer }: Scene): Promise<void> {
  const { customerId, position: fromPosition } = customer;
  const numbers = desk.numbers.watchCustomerNumbers({ customerId, fromPosition }, { deadlineMs: 20_000 });
  for await (const { held, aging } of numbers) {
    if (held.length > 0) continue;
    story.expect(aging.join() === customer.numbers.join(), `both numbers are aging, not ${aging.join(", ")}`);
    story.tell({
      asked: "WatchCustomerNumbers",
      decided: `numbering released ${aging.join(" and ")}, number by number, into aging`,
      why: "Plan III: all Services; numbers age at least 45 days",
      recorded: aging.map((number) => `number-${number.slice(1)}`).join(", "),
    });
    break;
  }
  const watch = desk.customers.watchCustomer({ customerId, fromPosition }, { deadlineMs: 20_000 });
  for await (const { customer: seen } of watch) {
    if (seen?.stage !== CustomerStage.CLOSED || seen.trunks.length > 0) continue;
    story.tell({
      asked: "WatchCustomer",
      decided: "customer closed, its trunk free for another",
      why: "Plan III: terminate all Services",
      recorded: `customer-${customerId}`,
    });
    return;
  }
}
