import {
  type AttestationServiceService,
  type AuthorizeCallsRequest,
  AuthorizeCallsResponse,
  type CallAttempt,
} from "@rmp/proto/rmp/attestation/v1/calls";
import { endWith, type FieldViolation, invalidArgument, type RpcError } from "@rmp/service-kit/errors";
import type { Call, Duplex, Handlers } from "@rmp/service-kit/rpc";
import { isEmergency } from "../domain/rules.ts";
import { attemptsIn, batchViolations, responseTo, sortEnds, type Step, stepOf } from "./batch.ts";
import { invalidMessage } from "./decision-message.ts";
import type { Deps } from "./deps.ts";

type Method = (typeof AttestationServiceService)["authorizeCalls"];
type Stream = Parameters<Duplex<Method>>[0];

/** Messages of one stream that wait for their decisions; an SBC that has sent more is not read from until one is answered. */
const MOST_UNANSWERED = 64;

/** Calls of one stream that wait for their positions: as many as one message may hold. */
const MOST_WAITING = 256;
const LONGEST_WAIT_MS = 10_000;

const noEnds = sortEnds([]);

const notCovered: FieldViolation = { field: "min_position", description: "could not be waited for" };
const tooManyWait: FieldViolation = {
  field: "min_position",
  description: `must be a position that the view has reached while ${MOST_WAITING} calls of the stream wait for theirs`,
};

export const authorizeCalls = (deps: Deps): Handlers<typeof AttestationServiceService>["authorizeCalls"] => ({
  validate: false,
  response: AuthorizeCallsResponse,
  duplex: (stream, call) => answerStream(stream, call, deps),
});

/**
 * A message with calls is answered by one with their decisions, in order; a call that waits for its position gets an
 * answer of its own later, and holds up no other. Ends alone are answered only where some were not applied.
 */
function answerStream(stream: Stream, call: Call, deps: Deps): void {
  const { queue, covers, covered, longestWaitMs = LONGEST_WAIT_MS } = deps;
  const { name: sbc } = call.caller;
  let unanswered = 0;
  let waiting = 0;
  let halfClosed = false;
  /** What the stream is to end with once all that was taken is answered. */
  let ending: RpcError | undefined;

  const steer = (): void => {
    // Cancelled or ended: nobody reads on.
    if (stream.cancelled || stream.destroyed || stream.writableEnded) return;
    if (ending) {
      stream.pause();
      if (unanswered === 0) endWith(stream, ending);
    } else if (halfClosed && unanswered + waiting === 0) stream.end();
    else if (stream.writableNeedDrain || unanswered >= MOST_UNANSWERED) stream.pause();
    else stream.resume();
  };

  const write = (response: AuthorizeCallsResponse): void => {
    const { decisions, invalidEnds, unappliedEnds } = response;
    // Where the caller is gone, what was decided is journaled, and a repeat gets it.
    if (stream.destroyed || stream.writableEnded) return;
    if (decisions.length > 0 || invalidEnds.length > 0 || unappliedEnds) stream.write(response);
  };

  const decide = (steps: readonly Step[], ends = noEnds, failure?: RpcError): void => {
    unanswered += 1;
    queue.submit({ sbc, ends: ends.acceptable, calls: attemptsIn(steps) }, (answered) => {
      unanswered -= 1;
      write(responseTo(steps, ends, answered));
      ending ??= failure;
      steer();
    });
  };

  const decideLater = (message: CallAttempt): void => {
    waiting += 1;
    const goOn = (step: Step): void => {
      waiting -= 1;
      // Nobody would hear of it.
      if (!ending) decide([step]);
    };
    const signal = AbortSignal.any([call.signal, AbortSignal.timeout(longestWaitMs)]);
    covered({ signal }, message.minPosition).then(
      () => goOn(stepOf(sbc, message)),
      () => goOn({ invalid: invalidMessage(message.callId, [notCovered]) }),
    );
  };

  /** The calls of a message that are decided at once; the others begin to wait. */
  const stepsNow = (calls: readonly CallAttempt[]): readonly Step[] => {
    const steps: Step[] = [];
    for (const each of calls) {
      if (isEmergency(each) || covers(each.minPosition)) steps.push(stepOf(sbc, each));
      else if (waiting < MOST_WAITING) decideLater(each);
      else steps.push({ invalid: invalidMessage(each.callId, [tooManyWait]) });
    }
    return steps;
  };

  const receive = (request: AuthorizeCallsRequest): void => {
    const violations = batchViolations(request);
    // Nothing of such a message is taken, but an emergency call passes.
    if (violations.length > 0) decide(stepsNow(request.calls.filter(isEmergency)), noEnds, invalidArgument(violations));
    else decide(stepsNow(request.calls), sortEnds(request.ends));
    steer();
  };

  const stop = (): void => {
    ending ??= call.signal.reason;
    steer();
  };

  stream.on("data", receive);
  stream.on("drain", steer);
  stream.on("end", () => {
    halfClosed = true;
    steer();
  });
  call.signal.addEventListener("abort", stop, { once: true });
  if (call.signal.aborted) stop();
}
