import { CompleteAllotmentRequest, type NumberingServiceService } from "@rmp/proto/rmp/numbering/v1/commands";
import { idIn, numberIn } from "@rmp/service-kit/fields";
import type { Handlers } from "@rmp/service-kit/rpc";
import { carryOut } from "./carry-out.ts";
import type { Deps } from "./deps.ts";

export const completeAllotment =
  ({ runtime }: Deps): Handlers<typeof NumberingServiceService>["completeAllotment"] =>
  async (request, call) => {
    const { context } = await runtime.command(call, request, CompleteAllotmentRequest);
    const { allotment, agreement } = request;
    const customerId = idIn<"customer">("customer_id", request.customerId);
    const numbers = request.numbers.map((text, index) => numberIn(`numbers[${index}]`, text));
    return { numbers: await carryOut(runtime, { allotment, customerId, agreement, numbers }, context) };
  };
