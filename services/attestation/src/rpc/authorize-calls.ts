import {
  type AttestationServiceService,
  type AuthorizeCallsRequest,
  AuthorizeCallsResponse,
  type CallAttempt,
} from "@rmp/proto/rmp/attestation/v1/calls";
import { encodeError, type FieldViolation, invalidArgument, type RpcError } from "@rmp/service-kit/errors";
import type { Call, Duplex, Handlers } from "@rmp/service-kit/rpc";
import { isEmergency } from "../domain/rules.ts";
import { attemptsIn, batchViolations, decisionsOf, sortEnds, type Step, stepOf } from "./batch.ts";
import { invalidMessage } from "./decision-message.ts";
import type { Deps } from "./deps.ts";
import { undecided } from "./undecided.ts";

type Method = (typeof AttestationServiceService)["authorizeCalls"];
type Stream = Parameters<Duplex<Method>>[0];

/** Messages of one stream that wait for their decisions; an SBC that has sent more is not read from until one is answered. */
const MOST_UNANSWERED = 64;

const noEnds = sortEnds([]);

const notCovered: FieldViolation = { field: "min_position", description: "could not be waited for" };

export const authorizeCalls = (deps: Deps): Handlers<typeof AttestationServiceService>["authorizeCalls"] => ({
  validate: false,
  response: AuthorizeCallsResponse,
  duplex: (stream, call) => answerStream(stream, call, deps),
});

/**
 * A message with calls is answered by one with their decisions, in order; a call that waits for its position gets an
 * answer of its own later. Ends alone are answered only where some are not acceptable: a stream that cannot journal them
 * fails.
 */
function answerStream(stream: Stream, call: Call, { queue, covers, covered }: Deps): void {
  const { name: sbc } = call.caller;
  let unanswered = 0;
  let halfClosed = false;
  let failed = false;

  const steer = (): void => {
    if (halfClosed && unanswered === 0) stream.end();
    else if (stream.writableNeedDrain || unanswered >= MOST_UNANSWERED) stream.pause();
    else stream.resume();
  };

  const answer = (response: AuthorizeCallsResponse, failure?: RpcError): void => {
    unanswered -= 1;
    // Cancelled, or failed before: nobody reads on. What was decided is journaled, and a repeat gets it.
    if (stream.destroyed || stream.writableEnded) return;
    if (response.decisions.length > 0 || response.invalidEnds.length > 0) stream.write(response);
    if (failure && !failed) {
      failed = true;
      // Once what was decided with it is answered: an emergency call in a message behind this one has passed.
      // grpc-js ends a stream with the status that its error event carries.
      queueMicrotask(() => stream.emit("error", encodeError(failure)));
    }
    if (!failed) steer();
  };

  const decide = (steps: readonly Step[], { acceptable, invalidEnds } = noEnds, refused?: RpcError): void => {
    queue.submit({ sbc, ends: acceptable, calls: attemptsIn(steps) }, ({ answers, failure }) =>
      answer({ decisions: decisionsOf(steps, answers), invalidEnds }, failure ? undecided(failure) : refused),
    );
  };

  const decideLater = (message: CallAttempt): void => {
    const step = stepOf(sbc, message);
    covered(call, message.minPosition).then(
      () => decide([step]),
      () => answer({ decisions: [invalidMessage(message.callId, [notCovered])], invalidEnds: [] }),
    );
  };

  const receive = (request: AuthorizeCallsRequest): void => {
    const violations = batchViolations(request);
    unanswered += 1;
    // Nothing of the message is taken, but an emergency call passes.
    if (violations.length > 0)
      return decide(stepsOf(request.calls.filter(isEmergencyCall)), noEnds, invalidArgument(violations));
    const later = request.calls.filter(waits);
    unanswered += later.length;
    decide(
      stepsOf(later.length === 0 ? request.calls : request.calls.filter((each) => !later.includes(each))),
      sortEnds(request.ends),
    );
    later.forEach(decideLater);
    steer();
  };

  const stepsOf = (calls: readonly CallAttempt[]): readonly Step[] => calls.map((each) => stepOf(sbc, each));
  const waits = (each: CallAttempt): boolean => !isEmergencyCall(each) && !covers(each.minPosition);

  stream.on("data", receive);
  stream.on("drain", steer);
  stream.on("end", () => {
    halfClosed = true;
    steer();
  });
}

const isEmergencyCall = ({ calledNumber }: CallAttempt): boolean => isEmergency(calledNumber);
