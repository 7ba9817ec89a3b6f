import type { AttestationServiceService } from "@rmp/proto/rmp/attestation/v1/calls";
import type { Callers } from "@rmp/service-kit/rpc";

/** SBCs alone: the name in the certificate is the ingress that a call is asserted to have come in by. */
export const callers = {
  authorizeCall: ["sbc/*"],
  authorizeCalls: ["sbc/*"],
  reportCallEnds: ["sbc/*"],
} satisfies Callers<typeof AttestationServiceService>;
