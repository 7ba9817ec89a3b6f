import { handleCommand } from "@rmp/event-store/handle-command";
import { BootstrapPersonsRequest, type StaffAdminServiceService } from "@rmp/proto/rmp/auditor/v1/admin";
import { answer, recordedOf } from "@rmp/service-kit/answer";
import { invalidArgument } from "@rmp/service-kit/errors";
import type { Handlers } from "@rmp/service-kit/rpc";
import { staff } from "../domain/staff.ts";
import type { Deps } from "./deps.ts";
import { personOf } from "./person.ts";
import { staffRefusals } from "./refusals.ts";

export const bootstrapPersons =
  ({ runtime }: Deps): Handlers<typeof StaffAdminServiceService>["bootstrapPersons"] =>
  async (request, call) => {
    const { context } = await runtime.openCommand(call, request, BootstrapPersonsRequest);
    const [first, second] = request.persons.map(personOf);
    if (!first || !second) throw invalidArgument([{ field: "persons", description: "two are expected" }]);
    const command = { type: "BootstrapPersons", persons: [first, second] } as const;
    const outcome = await handleCommand(runtime.events, staff, "register", command, context);
    return answer(outcome, staffRefusals, (accepted) => ({
      personIds: [first.personId, second.personId],
      recorded: recordedOf(accepted),
    }));
  };
