import { accept, type Decider, type Decision, refuse, refuseOnRecord } from "@rmp/event-store/decider";
import type { EnforcementEvent } from "@rmp/events/enforcement";
import { limitsApply } from "@rmp/events/fields";
import { isPerson } from "@rmp/vocabulary/actor";
import { toMillis } from "@rmp/vocabulary/instant";
import type { Command, EnforcementCommand } from "./commands.ts";
import {
  awaitsFirstLimits,
  burstEnd,
  callerIdManipulation,
  doubtOfDelivery,
  doubtOfSending,
  isAccount,
  opensCandidate,
  warningHeard,
} from "./rules.ts";
import { candidateIn, clean, type EnforcementState, evolve, infractionNumberOf } from "./state.ts";

export type EnforcementRefusal =
  | "not-a-person"
  | "customer-not-found"
  | "limits-do-not-apply"
  | "limits-not-taken-over"
  | "services-already-terminated"
  | "candidate-not-found"
  | "candidate-dismissed"
  | "candidate-already-confirmed"
  | "warning-not-yet-delivered"
  | "call-preceded-warning"
  | "warning-not-found"
  | "warning-not-sent"
  | "warning-already-delivered"
  | "sent-before-issued"
  | "sent-in-the-future"
  | "delivered-before-sent"
  | "delivered-in-the-future";

type EnforcementDecision = Decision<EnforcementEvent, EnforcementRefusal>;

function decide(command: EnforcementCommand, state: EnforcementState): EnforcementDecision {
  switch (command.type) {
    case "TakeOverLimits":
      return takeOverLimits(command, state);
    case "ChangeLimits":
      return changeLimits(command, state);
    case "ReportRefusedCallerIds":
      return reportRefusedCallerIds(command, state);
    case "ConfirmInfraction":
      return confirmInfraction(command, state);
    case "DismissCandidate":
      return dismissCandidate(command, state);
    case "RecordWarningSent":
      return recordWarningSent(command, state);
    case "RecordWarningDelivered":
      return recordWarningDelivered(command, state);
  }
}

function takeOverLimits({ limits, approval }: Command<"TakeOverLimits">, state: EnforcementState): EnforcementDecision {
  if (!limitsApply(limits)) return refuse("limits-do-not-apply");
  return awaitsFirstLimits(state) ? accept({ type: "LimitsChanged", data: { limits, approval } }) : accept();
}

function changeLimits(
  { limits, reason, applied, by }: Command<"ChangeLimits">,
  state: EnforcementState,
): EnforcementDecision {
  if (!isPerson(by)) return refuse("not-a-person");
  if (!isAccount(applied, state)) return refuse("customer-not-found");
  if (!limitsApply(limits)) return refuse("limits-do-not-apply");
  if (!state.limits) return refuse("limits-not-taken-over");
  if (state.terminated) return refuse("services-already-terminated");
  const { callsPerSecond, sessions } = state.limits;
  if (callsPerSecond === limits.callsPerSecond && sessions === limits.sessions) return accept();
  return accept({ type: "LimitsChanged", data: { limits, changedBy: by.id, reason } });
}

function reportRefusedCallerIds(
  { calls, burstHours }: Command<"ReportRefusedCallerIds">,
  state: EnforcementState,
): EnforcementDecision {
  const opened: EnforcementEvent[] = [];
  let reached = state;
  // A candidate keeps its first call, and the clock of the ingress may have stepped back.
  const inOrder = calls.toSorted((a, b) => toMillis(a.at) - toMillis(b.at));
  for (const { at, callerId, journalReference, candidateId } of inOrder) {
    if (!opensCandidate(at, reached)) continue;
    const burstEndsAt = burstEnd(at, burstHours);
    const suspected: EnforcementEvent = {
      type: "InfractionSuspected",
      data: { candidateId, firstCallAt: at, burstEndsAt, journalReference, callerId },
    };
    opened.push(suspected);
    reached = evolve(reached, suspected);
  }
  return accept(...opened);
}

function confirmInfraction(
  { candidateId, warningId, finding, applied, by, at }: Command<"ConfirmInfraction">,
  state: EnforcementState,
): EnforcementDecision {
  if (!isPerson(by)) return refuse("not-a-person");
  if (!isAccount(applied, state)) return refuse("customer-not-found");
  // Before the next line, or repeating the confirmation that ended the services would be refused.
  if (infractionNumberOf(state, candidateId)) return accept();
  if (state.terminated) return refuse("services-already-terminated");
  const candidate = candidateIn(state, candidateId);
  if (!candidate) return refuse("candidate-not-found");
  if (candidate.dismissedAt) return refuse("candidate-dismissed");

  const infractionNumber = state.infractions.length + 1;
  const sanction = callerIdManipulation(infractionNumber);
  const confirmed = {
    type: "InfractionConfirmed",
    data: { candidateId, infractionNumber, sanction, finding, confirmedBy: by.id },
  } as const;
  if (sanction === "warning")
    return accept(confirmed, { type: "WarningIssued", data: { warningId, candidateId, issuedAt: at } });

  if (!state.warning?.delivery) return refuse("warning-not-yet-delivered");
  if (!warningHeard(state.warning, candidate.firstCallAt))
    return refuseOnRecord("call-preceded-warning", {
      type: "InfractionDismissed",
      data: { candidateId, ground: "call-preceded-warning", dismissedAt: at, dismissedBy: by.id },
    });
  const infractions = [...state.infractions, candidateId];
  return accept(confirmed, {
    type: "ServicesTerminated",
    data: { ground: "second-caller-id-manipulation", infractions },
  });
}

function dismissCandidate(
  { candidateId, reason, applied, by, at }: Command<"DismissCandidate">,
  state: EnforcementState,
): EnforcementDecision {
  if (!isPerson(by)) return refuse("not-a-person");
  if (!isAccount(applied, state)) return refuse("customer-not-found");
  const candidate = candidateIn(state, candidateId);
  if (!candidate) return refuse("candidate-not-found");
  if (infractionNumberOf(state, candidateId)) return refuse("candidate-already-confirmed");
  if (candidate.dismissedAt) return accept();
  return accept({
    type: "InfractionDismissed",
    data: { candidateId, ground: "found-unfounded", reason, dismissedAt: at, dismissedBy: by.id },
  });
}

function recordWarningSent(
  { warningId, channel, sentAt, applied, by, at }: Command<"RecordWarningSent">,
  state: EnforcementState,
): EnforcementDecision {
  if (!isPerson(by)) return refuse("not-a-person");
  if (!isAccount(applied, state)) return refuse("customer-not-found");
  const { warning } = state;
  if (warning?.warningId !== warningId) return refuse("warning-not-found");
  if (warning.sendings.some((sending) => sending.channel === channel && sending.sentAt === sentAt)) return accept();
  if (warning.delivery) return refuse("warning-already-delivered");
  const doubt = doubtOfSending(warning, sentAt, at);
  if (doubt) return refuse(doubt);
  return accept({ type: "WarningSent", data: { warningId, channel, sentAt, recordedBy: by.id } });
}

function recordWarningDelivered(
  { warningId, channel, deliveredAt, receiptSha256, applied, by, at }: Command<"RecordWarningDelivered">,
  state: EnforcementState,
): EnforcementDecision {
  if (!isPerson(by)) return refuse("not-a-person");
  if (!isAccount(applied, state)) return refuse("customer-not-found");
  const { warning } = state;
  if (warning?.warningId !== warningId) return refuse("warning-not-found");
  const { delivery } = warning;
  if (delivery?.channel === channel && delivery.deliveredAt === deliveredAt && delivery.receiptSha256 === receiptSha256)
    return accept();
  if (delivery) return refuse("warning-already-delivered");
  const doubt = doubtOfDelivery(warning, channel, deliveredAt, at);
  if (doubt) return refuse(doubt);
  return accept({
    type: "WarningDelivered",
    data: { warningId, channel, deliveredAt, receiptSha256, recordedBy: by.id },
  });
}

/** `enforcement-<customerId>`: every rule that must be exact for one customer. */
export const enforcement: Decider<EnforcementState, EnforcementCommand, EnforcementEvent, EnforcementRefusal> = {
  category: "enforcement",
  initial: clean,
  evolve,
  decide,
  refusalOf: (event) =>
    event.type === "InfractionDismissed" && event.data.ground === "call-preceded-warning"
      ? "call-preceded-warning"
      : undefined,
};
