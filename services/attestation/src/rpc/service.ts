import { AttestationServiceService } from "@rmp/proto/rmp/attestation/v1/calls";
import { type Service, service } from "@rmp/service-kit/service";
import { authorizeCall } from "./authorize-call.ts";
import { authorizeCalls } from "./authorize-calls.ts";
import { callers } from "./callers.ts";
import type { Deps } from "./deps.ts";
import { reportCallEnds } from "./report-call-ends.ts";

export const attestationService = (deps: Deps): Service =>
  service(
    AttestationServiceService,
    {
      authorizeCall: authorizeCall(deps),
      authorizeCalls: authorizeCalls(deps),
      reportCallEnds: reportCallEnds(deps),
    },
    callers,
  );
