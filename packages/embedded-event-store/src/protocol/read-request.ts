import type {
  ReadReq_Options,
  ReadReq_Options_AllOptions,
  ReadReq_Options_FilterOptions,
  ReadReq_Options_StreamOptions,
} from "../generated/event_store/client/streams/streams.ts";
import type { Direction, RecordedEvent } from "../storage/event-table.ts";
import { streamName } from "./messages.ts";
import { invalidArgument, type Refusal, unimplemented } from "./refusals.ts";

/** A revision of a stream or a position of the log. */
export type From = number | "start" | "end";

export interface Filter {
  matches(event: RecordedEvent): boolean;
  /** A checkpoint is due after so many events were looked at. */
  readonly checkpointInterval: number;
}

export interface ReadRequest {
  /** undefined: the whole log. */
  readonly stream: string | undefined;
  readonly from: From;
  readonly direction: Direction;
  /** How many events at most, or for ever. */
  readonly count: number | "subscription";
  readonly filter: Filter | undefined;
}

/** The request in our words, or why it is not served. */
export function readRequest(options: ReadReq_Options | undefined): ReadRequest | { readonly refused: Refusal } {
  if (!options?.streamOption || !options.countOption) return refused("a read names its stream and its count");
  if (options.uuidOption?.content?.$case !== "string") return unserved("ask for UUIDs as strings");
  if (options.resolveLinks) return unserved("links are not resolved here: read the stream they point to");
  const { streamOption, countOption, filterOption } = options;
  const whole = streamOption.$case === "all";
  const subscription = countOption.$case === "subscription";
  const filter = filterOption?.$case === "filter" ? filterOption.value : undefined;
  if (filter && !(whole && subscription)) return unserved("only subscriptions to $all are filtered");
  if (filter?.filter?.value.regex) return unserved("filter by prefix instead of a regular expression");
  return {
    stream: whole ? undefined : streamName(streamOption.value.streamIdentifier),
    from: whole ? position(streamOption.value) : revision(streamOption.value),
    direction: options.readDirection === 0 || subscription ? "forwards" : "backwards",
    count: subscription ? "subscription" : Number(countOption.value),
    filter: filter && readFilter(filter),
  };
}

const refused = (details: string) => ({ refused: invalidArgument(details) });
const unserved = (details: string) => ({ refused: unimplemented(details) });

const revision = ({ revisionOption }: ReadReq_Options_StreamOptions): From =>
  revisionOption?.$case === "revision" ? Number(revisionOption.value) : (revisionOption?.$case ?? "start");

/** Where no event stands. */
const NOWHERE = -1;

/** A prepare position of 0 is accepted: some servers' checkpoints carry it. */
function position({ allOption }: ReadReq_Options_AllOptions): From {
  if (allOption?.$case !== "position") return allOption?.$case ?? "start";
  const { commitPosition, preparePosition } = allOption.value;
  return preparePosition > commitPosition ? NOWHERE : Number(commitPosition);
}

const DEFAULT_WINDOW = 32;

function readFilter({ filter, window, checkpointIntervalMultiplier }: ReadReq_Options_FilterOptions): Filter {
  const prefixes = filter?.value.prefix ?? [];
  const subject = filter?.$case === "eventType" ? "type" : "stream";
  return {
    matches: (event) => prefixes.some((prefix) => event[subject].startsWith(prefix)),
    checkpointInterval: (window?.$case === "max" ? window.value : DEFAULT_WINDOW) * checkpointIntervalMultiplier,
  };
}
