import { handleCommand } from "@rmp/event-store/handle-command";
import { EnterPersonRequest, type StaffAdminServiceService } from "@rmp/proto/rmp/auditor/v1/admin";
import { answer, recordedOf } from "@rmp/service-kit/answer";
import { invalidArgument } from "@rmp/service-kit/errors";
import type { Handlers } from "@rmp/service-kit/rpc";
import { staff } from "../domain/staff.ts";
import type { Deps } from "./deps.ts";
import { personOf } from "./person.ts";
import { staffRefusals } from "./refusals.ts";

export const enterPerson =
  ({ runtime }: Deps): Handlers<typeof StaffAdminServiceService>["enterPerson"] =>
  async (request, call) => {
    const { context, by } = await runtime.openCommand(call, request, EnterPersonRequest);
    if (!request.person) throw invalidArgument([{ field: "person", description: "is required" }]);
    const person = personOf(request.person);
    const outcome = await handleCommand(
      runtime.events,
      staff,
      "register",
      { type: "EnterPerson", person, by },
      context,
    );
    return answer(outcome, staffRefusals, (accepted) => ({
      personId: person.personId,
      recorded: recordedOf(accepted),
    }));
  };
