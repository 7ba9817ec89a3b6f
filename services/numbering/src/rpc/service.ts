import { NumberingServiceService } from "@rmp/proto/rmp/numbering/v1/commands";
import { NumberingQueryServiceService } from "@rmp/proto/rmp/numbering/v1/queries";
import { type Service, service } from "@rmp/service-kit/service";
import { addBlock } from "./add-block.ts";
import { assignNumbers } from "./assign-numbers.ts";
import { numberingCallers, queryCallers } from "./callers.ts";
import { completeAllotment } from "./complete-allotment.ts";
import type { Deps } from "./deps.ts";
import { getBlock } from "./get-block.ts";
import { releaseNumber } from "./release-number.ts";
import { watchCustomerNumbers } from "./watch-customer-numbers.ts";
import { whoHeldNumber } from "./who-held-number.ts";

export const numberingServices = (deps: Deps): readonly Service[] => [
  service(
    NumberingServiceService,
    {
      addBlock: addBlock(deps),
      assignNumbers: assignNumbers(deps),
      completeAllotment: completeAllotment(deps),
      releaseNumber: releaseNumber(deps),
    },
    numberingCallers,
  ),
  service(
    NumberingQueryServiceService,
    {
      whoHeldNumber: whoHeldNumber(deps),
      getBlock: getBlock(deps),
      watchCustomerNumbers: watchCustomerNumbers(deps),
    },
    queryCallers,
  ),
];
