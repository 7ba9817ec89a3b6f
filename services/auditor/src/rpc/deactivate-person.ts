import { handleCommand } from "@rmp/event-store/handle-command";
import { DeactivatePersonRequest, type StaffAdminServiceService } from "@rmp/proto/rmp/auditor/v1/admin";
import { answer, recordedOf } from "@rmp/service-kit/answer";
import type { Handlers } from "@rmp/service-kit/rpc";
import { idIn } from "@rmp/service-kit/fields";
import { staff } from "../domain/staff.ts";
import type { Deps } from "./deps.ts";
import { staffRefusals } from "./refusals.ts";

export const deactivatePerson =
  ({ runtime }: Deps): Handlers<typeof StaffAdminServiceService>["deactivatePerson"] =>
  async (request, call) => {
    const { context, by } = await runtime.openCommand(call, request, DeactivatePersonRequest);
    const personId = idIn<"person">("person_id", request.personId);
    const command = { type: "DeactivatePerson", personId, by } as const;
    const outcome = await handleCommand(runtime.events, staff, "register", command, context);
    return answer(outcome, staffRefusals, (accepted) => ({ recorded: recordedOf(accepted) }));
  };
