import type { Clients } from "@rmp/deploy-local/clients";
import { onboard } from "@rmp/deploy-local/demo/onboarding";
import { assignTwo, type Numbered } from "@rmp/deploy-local/demo/place-call";
import type { AuthorizeCallsRequest, AuthorizeCallsResponse, Decision } from "@rmp/proto/rmp/attestation/v1/calls";
import { decodeError } from "@rmp/service-kit/errors";
import { type PlatformUnderTest, silent } from "@rmp/test-kit/platform";
import { expect } from "vitest";

/** A customer of the platform with all that level A needs, and the events that say so, as `stream@revision`. */
export interface Subscriber extends Numbered {
  readonly provisioned: string;
  readonly approved: string;
  /** Of its first number. */
  readonly assigned: string;
}

type Platform = Pick<PlatformUnderTest, "desk" | "reader" | "cast">;

export async function subscribe({ desk, reader, cast }: Platform): Promise<Subscriber> {
  const onboarded = await onboard(silent, desk, cast);
  const { customerId, position: minPosition } = onboarded;
  const { customer } = await reader.customers.getCustomer({ customerId, minPosition });
  const numbered = await assignTwo(silent, desk, cast, onboarded);
  const { holdings } = await reader.numbers.whoHeldNumber({
    number: numbered.numbers[0],
    minPosition: numbered.position,
  });
  // The AUP, the trunk and the approval follow the agreement.
  const [stream, revision] = customer?.agreement.split("@") ?? [];
  return {
    ...onboarded,
    ...numbered,
    provisioned: `${stream}@${Number(revision) + 2}`,
    approved: `${stream}@${Number(revision) + 3}`,
    assigned: holdings[0]?.assignedBy ?? "",
  };
}

/** Gives a customer other limits, as soon as those of its approval are taken over. */
export async function limit(
  { desk, cast }: Platform,
  customer: Subscriber,
  limits: { readonly callsPerSecond: number; readonly sessions: number },
): Promise<{ readonly setBy: string; readonly position: string }> {
  const { customerId, position: fromPosition } = customer;
  for await (const { standing } of desk.standings.watchStanding({ customerId, fromPosition }))
    if (standing?.limits) break;
  const change = { requestId: crypto.randomUUID(), minPosition: "", customerId, limits, reason: "A small campaign." };
  const { recorded } = await desk.enforcement.changeLimits(change, { token: cast.officer.token });
  return { setBy: `${recorded?.stream}@${recorded?.revision}`, position: recorded?.position ?? "" };
}

/** What was decided and why, without what differs from call to call. */
export const gist = ({ outcome, reasons, planSection, evidence }: Decision) => ({
  outcome:
    outcome?.$case === "permit" ? { level: outcome.value.level } : (outcome?.value ?? "neither permitted nor refused"),
  reasons,
  planSection,
  evidence,
});

/** A refusal that no second attempt changes. */
export const refused = (reason: string) => ({
  sipStatus: 403,
  reasonHeader: `SIP;cause=403;text="${reason}"`,
  retryAfterSeconds: 0,
});

/** A stream of AuthorizeCalls, message by message. */
export interface Conversation extends Disposable {
  say(message: Partial<AuthorizeCallsRequest>): void;
  /** The decisions of the next message; undefined at the end. Throws what the stream fails with. */
  hear(): Promise<readonly Decision[] | undefined>;
  /** The next message as a whole. Fails the test at the end. */
  answer(): Promise<AuthorizeCallsResponse>;
  finish(): void;
}

export function converse({ attestation }: Pick<Clients, "attestation">): Conversation {
  const stream = attestation.authorizeCalls();
  const answers = stream[Symbol.asyncIterator]();
  const next = async (): Promise<AuthorizeCallsResponse | undefined> => {
    const answer: IteratorResult<AuthorizeCallsResponse> = await answers.next().catch((error: unknown) => {
      throw decodeError(error);
    });
    return answer.done ? undefined : answer.value;
  };
  return {
    say: (message) => void stream.write({ calls: [], ends: [], ...message }),
    hear: async () => (await next())?.decisions,
    answer: async () => (await next()) ?? expect.fail("the stream has ended"),
    finish: () => void stream.end(),
    [Symbol.dispose]: () => stream.cancel(),
  };
}
