import { randomInt, randomUUID } from "node:crypto";
import { AttestationLevel, type CallAttempt, type Decision } from "@rmp/proto/rmp/attestation/v1/calls";
import { NumberClass } from "@rmp/proto/rmp/numbering/v1/commands";
import { RpcError } from "@rmp/service-kit/errors";
import { z } from "zod";
import type { Secrets } from "../secrets.ts";
import type { Cast } from "../cast.ts";
import { type Clients, requestId } from "../clients.ts";
import { cite, type Onboarded } from "./onboarding.ts";
import { hasOpenssl, verifyWithOpenssl } from "./openssl.ts";
import type { Story } from "./story.ts";

/** A fictional number outside every block of ours: whom the demo calls. */
export const CALLED = "+12025550123";

/** What `npm start` remembers of the demo's last customer. */
export const demoCustomer = z.object({ trunk: z.string(), numbers: z.tuple([z.string(), z.string()]) });

export interface Numbered extends Onboarded {
  /** E.164, two of them. */
  readonly numbers: readonly [string, string];
}

/** Step 3: two numbers of a fictional block, a signed call, and the same call through a trunk that nobody was given. */
export async function placeFirstCall(
  story: Story,
  { desk, sbc, cast, secrets }: { desk: Clients; sbc: Clients; cast: Cast; secrets: Secrets },
  customer: Onboarded,
): Promise<Numbered> {
  const { numbers, position } = await assignTwo(story, desk, cast, customer);
  const call = attempt({ trunk: customer.trunk, callingNumber: numbers[0], minPosition: position });
  const decision = await authorize(sbc, call);
  const permit = decision.outcome?.$case === "permit" ? decision.outcome.value : undefined;
  story.expect(permit?.level === AttestationLevel.A, `the call is permitted at level A, not ${describe(decision)}`);
  story.tell({
    asked: `AuthorizeCall ${numbers[0]} → ${CALLED} through ${customer.trunk}`,
    decided: `${describe(decision)}, by ${decision.evidence.join(", ")}`,
    why: `${decision.planSection}: the customer known from the trunk, in good standing, and the number assigned to it`,
    recorded: `journal ${decision.journalReference}`,
  });
  if (permit) await showSignature(story, secrets, permit.identity);
  const stranger = await authorize(sbc, { ...call, callId: randomUUID(), trunk: `nobody-${randomInt(1e9)}` });
  story.expect(
    stranger.reasons[0] === "ingress-not-provisioned",
    `refused ingress-not-provisioned, not ${describe(stranger)}`,
  );
  story.tell({
    asked: "the same numbers, under a new call id, through a trunk that nobody was given",
    decided: describe(stranger),
    why: `${stranger.planSection}: without a provisioned ingress there is no customer to vouch for`,
    recorded: `journal ${stranger.journalReference}`,
  });
  return { ...customer, numbers, position };
}

export const attempt = (call: Partial<CallAttempt> & Pick<CallAttempt, "trunk" | "callingNumber">): CallAttempt => ({
  callId: randomUUID(),
  calledNumber: CALLED,
  atMost: AttestationLevel.UNSPECIFIED,
  minPosition: "",
  ...call,
});

export async function authorize(sbc: Pick<Clients, "attestation">, call: CallAttempt): Promise<Decision> {
  const { decision } = await sbc.attestation.authorizeCall({ call });
  if (!decision) throw new Error("an answer without a decision");
  return decision;
}

const levels = { 0: "unsigned", 1: "level A", 2: "level B", 3: "level C" } as const;

export function describe({ outcome, reasons }: Decision): string {
  if (outcome?.$case === "permit") return `permitted, ${levels[outcome.value.level]} (${reasons.join(", ")})`;
  if (outcome?.$case === "refusal") return `refused, SIP ${outcome.value.sipStatus} (${reasons.join(", ")})`;
  return "not decided";
}

export async function assignTwo(story: Story, desk: Clients, { officer }: Cast, { customerId, position }: Onboarded) {
  const token = { token: officer.token };
  const { blockId, free, recorded } = await fictionalBlock(desk, token);
  story.tell({
    asked: `AddBlock ${blockId}, class fictional`,
    decided: `${free} numbers free`,
    why: "Plan IV: numbers come from our own inventory",
    recorded: cite(recorded),
  });
  const assigned = await desk.numbering.assignNumbers(
    { requestId: requestId(), minPosition: position, customerId, blockId, which: { $case: "count", value: 2 } },
    token,
  );
  const [first, second] = assigned.numbers;
  if (!first || !second) throw new Error("two numbers were asked for");
  story.tell({
    asked: "AssignNumbers, two",
    decided: `${first.number}, ${second.number}`,
    why: "Plan IV: a documented, verified relationship between the end user and its numbers",
    recorded: `${cite(first.recorded)}, ${cite(second.recorded)}`,
  });
  return { numbers: [first.number, second.number] as const, position: assigned.recorded?.position ?? "" };
}

/** The 555-01XX of a random area code that still has two numbers free. */
async function fictionalBlock(desk: Clients, token: { token: string }) {
  for (;;) {
    const areaCode = `${randomInt(2, 10)}${randomInt(0, 9)}${randomInt(0, 10)}`;
    if (areaCode.endsWith("11")) continue;
    const added = await desk.numbering
      .addBlock(
        {
          requestId: requestId(),
          minPosition: "",
          firstNumber: `+1${areaCode}5550100`,
          size: 100,
          numberClass: NumberClass.FICTIONAL,
          source: "set aside for fiction (ATIS-0300115)",
        },
        token,
      )
      .catch((error: unknown) => {
        // The whole exchange may stand in inventory as another block: another area code.
        if (error instanceof RpcError && error.reason === "block-overlaps") return undefined;
        throw error;
      });
    if (added && added.free >= 2) return added;
  }
}

async function showSignature(story: Story, secrets: Secrets, identity: string): Promise<void> {
  if (!(await hasOpenssl()))
    return story.notShown("the Identity header verified by openssl", "openssl is not installed");
  story.say("The Identity header, verified by openssl and coreutils alone:");
  const payload = await verifyWithOpenssl({
    identity,
    stiRoot: secrets.stiRoot,
    httpsCa: secrets.ca,
    say: (line) => story.say(`  ${line}`),
  });
  story.expect(payload.includes('"attest":"A"'), "the verified token attests A");
  story.say("");
}
