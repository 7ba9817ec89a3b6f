import { randomUUID } from "node:crypto";
import { logIn } from "@rmp/deploy-local/cast";
import { connectAs } from "@rmp/deploy-local/clients";
import { adoptPlan } from "@rmp/deploy-local/demo/adopt-plan";
import { onboard } from "@rmp/deploy-local/demo/onboarding";
import { assignTwo } from "@rmp/deploy-local/demo/place-call";
import { spoofTwice } from "@rmp/deploy-local/demo/spoof";
import { createStory } from "@rmp/deploy-local/demo/story";
import type { Platform } from "@rmp/deploy-local/platform";
import { CustomerKind } from "@rmp/proto/rmp/customer/v1/commands";
import { type Figure, median, percentile } from "./figures.ts";

const READS = 300;
const TERMINATIONS = 5;

/** How long a caller waits for its own write in the view, and how soon a termination stops calls. */
export async function latencyFigures(platform: Platform): Promise<readonly Figure[]> {
  using operator = connectAs("operator-platform", platform);
  using desk = connectAs("tool-staff-desk", platform);
  using sbc = connectAs("sbc-demo", platform);
  const cast = await logIn(platform);
  const story = createStory(() => {});
  await adoptPlan(story, operator, desk, cast);

  const waits: number[] = [];
  for (let read = 0; read < READS; read += 1) {
    const { customerId, recorded } = await desk.customer.openOnboarding(
      { requestId: randomUUID(), minPosition: "", kind: CustomerKind.BUSINESS, businessName: `Bench ${read}` },
      { token: cast.officer.token },
    );
    const began = performance.now();
    await desk.customers.getCustomer({ customerId, minPosition: recorded?.position ?? "" });
    waits.push(performance.now() - began);
  }
  const spans: number[] = [];
  for (let round = 0; round < TERMINATIONS; round += 1) {
    const onboarded = await onboard(story, desk, cast);
    const { numbers } = await assignTwo(story, desk, cast, onboarded);
    spans.push(await spoofTwice({ story, desk, sbc, cast, customer: { ...onboarded, numbers } }));
  }
  if (story.broken > 0) throw new Error(`${story.broken} expectations of the demo's scenes did not hold`);
  return [
    {
      name: "min-position-ms",
      value: percentile(waits, 0.99),
      unit: "ms p99",
      note: `a read behind its own write, p50 ${median(waits).toFixed(1)} ms`,
    },
    {
      name: "terminate-to-refusal-ms",
      value: median(spans),
      unit: "ms",
      note: `from the terminating event to the first refusal, a call every 20 ms; ${spans.join(", ")}`,
    },
  ];
}
