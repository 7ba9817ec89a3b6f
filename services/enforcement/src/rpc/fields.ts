import { Personal } from "@rmp/event-store/personal";
import type { WarningChannel } from "@rmp/events/enforcement";
import type { Limits } from "@rmp/events/fields";
import type { Limits as LimitsMessage } from "@rmp/proto/rmp/common/v1/common";
import { WarningChannel as Channel } from "@rmp/proto/rmp/enforcement/v1/commands";
import { invalidArgument } from "@rmp/service-kit/errors";
import type { Id } from "@rmp/vocabulary/ids";

const channels: Readonly<Record<Channel, WarningChannel | undefined>> = {
  [Channel.UNSPECIFIED]: undefined,
  [Channel.EMAIL]: "email",
  [Channel.CERTIFIED_MAIL]: "certified-mail",
  [Channel.COURIER]: "courier",
  [Channel.PORTAL]: "portal",
};

export function channelIn(channel: Channel): WarningChannel {
  const known = channels[channel];
  const description = `must be one of ${Object.values(channels).filter(Boolean).join(", ")}; given: ${channel}`;
  if (!known) throw invalidArgument([{ field: "channel", description }]);
  return known;
}

export function limitsIn(limits: LimitsMessage | undefined): Limits {
  if (!limits) throw invalidArgument([{ field: "limits", description: "must be both limits; given: nothing" }]);
  const { callsPerSecond, sessions } = limits;
  return { callsPerSecond, sessions };
}

/** Text about one burst of calls, under that candidate's own key: it may name a stranger whose number was shown. */
export const aboutCandidate = (text: string, id: Id<"candidate">): Personal => Personal.of(text, `candidate:${id}`);
