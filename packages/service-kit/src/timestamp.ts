import type { Timestamp } from "@rmp/proto/google/protobuf/timestamp";
import { type Instant, instant, toMillis } from "@rmp/vocabulary/instant";

/** The moment of a protobuf timestamp, to the millisecond; throws RangeError outside the years 0 to 9999. */
export const instantOf = ({ seconds, nanos }: Timestamp): Instant =>
  instant(Number(seconds) * 1000 + Math.floor(nanos / 1_000_000));

/** A moment as protobuf carries it. */
export function timestampOf(moment: Instant): Timestamp {
  const millis = toMillis(moment);
  const seconds = Math.floor(millis / 1000);
  return { seconds: BigInt(seconds), nanos: (millis - seconds * 1000) * 1_000_000 };
}
