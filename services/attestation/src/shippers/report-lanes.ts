import type { CustomerId } from "@rmp/vocabulary/ids";
import { isBefore, type Place } from "../domain/place.ts";
import type { RefusedCall } from "../journal/refusals.ts";

/** A call that was refused because its caller ID is not the customer's. */
export type ReportableCall = Pick<RefusedCall, "place" | "record">;

/** What is sent in one go: calls of one customer that follow each other in the journal. */
export interface Report {
  readonly customerId: CustomerId;
  readonly calls: readonly [ReportableCall, ...ReportableCall[]];
}

/** How far the reports have come, so that a restart sends what was under way again, exactly, and nothing twice. */
export interface ReportsPlace {
  /** Whatever stands before it is reported. */
  readonly from: Place;
  readonly customers: Readonly<Record<CustomerId, LanePlace>>;
}

export interface LanePlace {
  /** The customer's last call that was reported, where it stands behind `from`. */
  readonly reported?: Place | undefined;
  /** The last call of the report that is under way. */
  readonly sending?: Place | undefined;
}

/**
 * Reports of one customer go one after the other, a second apart; those of different customers go side by side. `elapsed`
 * is in milliseconds on a clock that nobody sets.
 */
export interface ReportLanes {
  /** A call, in the journal's order. A lane that is full leaves it, and what follows it, to be read again. */
  take(customerId: CustomerId, call: ReportableCall): void;
  /** Customers of whom nothing waits any more, though they have left calls, and from where these are to be read again. */
  behind(): readonly { readonly customerId: CustomerId; readonly from: Place }[];
  /**
   * What was read again of a customer that was behind; `next`: where it is still to be read, undefined where it is not.
   * Answers whether there is room for more.
   */
  takeAgain(customerId: CustomerId, calls: readonly ReportableCall[], next: Place | undefined): boolean;
  /** The reports whose time has come; from now on they are under way. */
  due(elapsed: number): readonly Report[];
  /** The customer's report has arrived. */
  arrived(customerId: CustomerId): void;
  /** It has not, and is to be sent again after a while. */
  failed(customerId: CustomerId, elapsed: number): void;
  /** `read`: how far calls were taken from the journal. */
  place(read: Place): ReportsPlace;
}

/** As many calls as enforcement takes in one report; a lane holds no more, so that it may fill up and hold up no other. */
const MOST_CALLS = 1000;

const APART_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

interface Lane {
  /** Not reported yet, in the journal's order. */
  readonly calls: ReportableCall[];
  /** Where the first call stands that the lane had no room for. */
  left: Place | undefined;
  reported: Place | undefined;
  /** Also of a report that was under way when the process ended: it is formed again, no longer and no shorter. */
  sending: Place | undefined;
  underWay: boolean;
  notBefore: number;
  pause: number;
}

export function createReportLanes({ customers }: Pick<ReportsPlace, "customers">): ReportLanes {
  const lanes = new Map<CustomerId, Lane>(
    // The keys of the record are what its type says; JavaScript calls them text.
    Object.entries(customers).map(([customerId, place]) => [customerId as CustomerId, newLane(place)]),
  );

  const laneOf = (customerId: CustomerId): Lane => {
    const known = lanes.get(customerId) ?? newLane({});
    lanes.set(customerId, known);
    return known;
  };

  const take = (customerId: CustomerId, call: ReportableCall): void => {
    const lane = laneOf(customerId);
    if (lane.left || (lane.reported && !isBefore(lane.reported, call.place))) return;
    if (lane.calls.length < MOST_CALLS) lane.calls.push(call);
    else lane.left = call.place;
  };

  return {
    take,
    behind: () =>
      [...lanes].flatMap(([customerId, { calls, left }]) =>
        left && calls.length === 0 ? [{ customerId, from: left }] : [],
      ),
    takeAgain(customerId, calls, next) {
      const lane = laneOf(customerId);
      lane.left = undefined;
      for (const call of calls) take(customerId, call);
      lane.left ??= next;
      return lane.calls.length < MOST_CALLS;
    },
    due: (elapsed) =>
      [...lanes].flatMap(([customerId, lane]) => {
        const calls = lane.underWay || elapsed < lane.notBefore ? [] : nextReport(lane);
        const [first, ...others] = calls;
        if (!first) return [];
        lane.sending = calls.at(-1)?.place;
        lane.underWay = true;
        lane.notBefore = elapsed + APART_MS;
        return [{ customerId, calls: [first, ...others] as const }];
      }),
    arrived(customerId) {
      const lane = laneOf(customerId);
      lane.calls.splice(0, nextReport(lane).length);
      lane.reported = lane.sending;
      lane.sending = undefined;
      lane.underWay = false;
      lane.pause = APART_MS;
    },
    failed(customerId, elapsed) {
      const lane = laneOf(customerId);
      lane.underWay = false;
      lane.notBefore = elapsed + lane.pause;
      lane.pause = Math.min(lane.pause * 2, LONGEST_PAUSE_MS);
    },
    place(read) {
      const waiting = [...lanes.values()].flatMap(({ calls, left }) => calls[0]?.place ?? left ?? []);
      const from = waiting.reduce((first, place) => (isBefore(place, first) ? place : first), read);
      const open = [...lanes].filter(([, { reported, sending }]) => sending || (reported && !isBefore(reported, from)));
      return {
        from,
        customers: Object.fromEntries(open.map(([id, { reported, sending }]) => [id, { reported, sending }])),
      };
    },
  };
}

const newLane = ({ reported, sending }: LanePlace): Lane => ({
  calls: [],
  left: undefined,
  reported,
  sending,
  underWay: false,
  notBefore: 0,
  pause: APART_MS,
});

/** The calls of the report that is under way, else of the next one; none while they are not all taken. */
function nextReport({ calls, sending }: Lane): readonly ReportableCall[] {
  if (!sending) return calls.slice(0, MOST_CALLS);
  const last = calls.findIndex(({ place }) => !isBefore(place, sending));
  return calls.slice(0, last + 1);
}
