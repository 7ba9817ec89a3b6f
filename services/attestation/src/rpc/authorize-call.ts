import {
  type AttestationServiceService,
  AuthorizeCallResponse,
  type CallAttempt,
} from "@rmp/proto/rmp/attestation/v1/calls";
import { invalidArgument } from "@rmp/service-kit/errors";
import type { Call, Handlers } from "@rmp/service-kit/rpc";
import type { Answered } from "../decisions/work.ts";
import { isEmergency } from "../domain/rules.ts";
import { callViolations } from "./call-violations.ts";
import { anotherBody, attemptOf, decisionMessage } from "./decision-message.ts";
import type { Deps } from "./deps.ts";
import { undecidedError } from "./undecided.ts";

export const authorizeCall = (deps: Deps): Handlers<typeof AttestationServiceService>["authorizeCall"] => ({
  validate: false,
  response: AuthorizeCallResponse,
  handle: async ({ call: asked }, call) => {
    if (!asked) throw invalidArgument([{ field: "call", description: "is required" }]);
    if (!isEmergency(asked)) await admitted(asked, call, deps);
    const { promise, resolve } = Promise.withResolvers<Answered>();
    const { name: sbc } = call.caller;
    deps.queue.submit({ sbc, ends: [], calls: [attemptOf(sbc, asked)] }, resolve);
    const {
      answers: [answer],
      failure,
    } = await promise;
    if (!answer || answer.kind === "undecided") throw undecidedError(failure);
    if (answer.kind === "call-id-of-another-body")
      throw invalidArgument([{ ...anotherBody, field: `call.${anotherBody.field}` }]);
    return { decision: decisionMessage(asked.callId, answer) };
  },
});

/** Acceptable, and on a view that has covered what the caller wants covered. */
async function admitted(asked: CallAttempt, call: Call, { covered }: Deps): Promise<void> {
  const violations = callViolations(asked, "call");
  if (violations.length > 0) throw invalidArgument(violations);
  if (asked.minPosition !== "") await covered(call, asked.minPosition);
}
