import { randomUUID } from "node:crypto";
import { CustomerKind } from "@rmp/proto/rmp/customer/v1/commands";
import type { PlatformUnderTest } from "@rmp/test-kit/platform";

/** A customer that has applied, and nothing more; `position` is where that stands. */
export async function apply({ desk, cast }: Pick<PlatformUnderTest, "desk" | "cast">) {
  const { customerId, recorded } = await desk.customer.openOnboarding(
    {
      requestId: randomUUID(),
      minPosition: "",
      kind: CustomerKind.BUSINESS,
      businessName: `Test ${randomUUID()} LLC`,
    },
    { token: cast.officer.token },
  );
  return { customerId, position: recorded?.position ?? "" };
}
