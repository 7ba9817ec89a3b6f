import type { EventLog } from "@rmp/event-store/event-log";
import {
  type Candidate as CandidateMessage,
  CandidateState,
  type Standing as StandingMessage,
  type Warning as WarningMessage,
} from "@rmp/proto/rmp/enforcement/v1/queries";
import { timestampOf } from "@rmp/service-kit/timestamp";
import type { CustomerId } from "@rmp/vocabulary/ids";
import { type Candidate, clean, infractionNumberOf, type Warning } from "../domain/state.ts";
import type { Standing } from "../projections/standings.ts";
import type { Deps } from "./deps.ts";
import { customerNotFound } from "./refusals.ts";

/** One that has applied, and has no limits yet, no candidate, no end. */
const applicant = (customerId: CustomerId): Standing => ({ customerId, state: clean, suspicions: new Map() });

/** As the views know it. Throws RpcError NOT_FOUND for a customer that nobody has told of. */
export function standingOf({ customers, standings }: Views, customerId: CustomerId): Standing {
  const standing = standings.of(customerId) ?? (customers.has(customerId) ? applicant(customerId) : undefined);
  if (!standing) throw customerNotFound();
  return standing;
}

type Views = Pick<Deps, "customers" | "standings">;

/** The answer about one customer; decrypts the caller IDs of its candidates. */
export async function standingMessage(standing: Standing, events: EventLog): Promise<StandingMessage> {
  const { customerId, state, terminated } = standing;
  return {
    customerId,
    limits: state.limits,
    candidates: await Promise.all(state.candidates.map((candidate) => candidateMessage(standing, candidate, events))),
    confirmedInfractions: state.infractions.length,
    warning: state.warning && warningMessage(state.warning),
    terminatedBy: terminated?.by ?? "",
    terminatedAt: terminated && timestampOf(terminated.at),
  };
}

export async function candidateMessage(
  standing: Standing,
  candidate: Candidate,
  events: EventLog,
): Promise<CandidateMessage> {
  const { candidateId, firstCallAt } = candidate;
  const suspicion = standing.suspicions.get(candidateId);
  if (!suspicion) throw new Error(`candidate ${candidateId} without what opened it`);
  const { journalReference, callerId, suspectedBy } = suspicion;
  return {
    candidateId,
    state: stateOf(standing, candidate),
    firstCallAt: timestampOf(firstCallAt),
    journalReference,
    callerId: await events.reveal(callerId),
    suspectedBy,
    customerId: standing.customerId,
  };
}

function stateOf({ state }: Standing, { candidateId, dismissedAt }: Candidate): CandidateState {
  if (dismissedAt) return CandidateState.DISMISSED;
  return infractionNumberOf(state, candidateId) ? CandidateState.CONFIRMED : CandidateState.OPEN;
}

function warningMessage({ warningId, issuedAt, sendings, delivery }: Warning): WarningMessage {
  const [first] = sendings;
  return {
    warningId,
    issuedAt: timestampOf(issuedAt),
    sentAt: first && timestampOf(first.sentAt),
    deliveredAt: delivery && timestampOf(delivery.deliveredAt),
  };
}
