import { once } from "node:events";
import type { ClientDuplexStream } from "@grpc/grpc-js";
import {
  AttestationLevel,
  type AttestationServiceService,
  type AuthorizeCallsRequest,
  type AuthorizeCallsResponse,
  type CallEnd,
  type Decision,
} from "@rmp/proto/rmp/attestation/v1/calls";
import type { Client } from "@rmp/service-kit/client";
import { cpuSeconds } from "./measure.ts";
import type { Subscriber } from "./population.ts";

type Attestation = Client<typeof AttestationServiceService>;

/** What a server did in one slice of time. */
export interface Slice {
  readonly calls: number;
  readonly seconds: number;
  /** Of the server alone. */
  readonly cpuSeconds: number;
}

interface Load {
  readonly attestation: Attestation;
  readonly subscribers: readonly Subscriber[];
  /** Whose CPU is counted. */
  readonly pid: number;
  readonly seconds: number;
}

const CALLED = "+12025550199";
const BATCH = 32;
/** Streams, and batches under way in each: enough that the server never waits for the client. */
const STREAMS = 4;
const WINDOW = 4;
/** Unary calls under way: enough that each tick of the server finds several. */
const UNARY = 256;

let callNumber = 0;

function callOf({ trunk, number }: Subscriber) {
  callNumber += 1;
  return {
    callId: `bench-${process.pid}-${callNumber}`,
    trunk,
    callingNumber: number,
    calledNumber: CALLED,
    atMost: AttestationLevel.UNSPECIFIED,
    minPosition: "",
  };
}

/** Every decision must be what the figure says it is. */
function signed(decisions: readonly (Decision | undefined)[]): void {
  for (const decision of decisions)
    if (decision?.outcome?.$case !== "permit" || decision.outcome.value.identity === "")
      throw new Error(`a call of the bench was not permitted and signed: ${decision?.reasons.join(", ")}`);
}

/** Calls in batches over streams, each ended by the batch that follows its answer. */
export const streamLoad = (load: Load): Promise<Slice> => {
  const { subscribers, attestation } = load;
  const pick = cycle(subscribers);
  return slice(load, async (running, count) => {
    const streams = Array.from({ length: STREAMS }, () => attestation.authorizeCalls());
    await Promise.all(
      streams.map(async (stream) => {
        for (let open = 0; open < WINDOW; open += 1) stream.write(batch(pick, []));
        await pump(stream, running, (decisions) => {
          signed(decisions);
          count(decisions.length);
          return batch(
            pick,
            decisions.map(({ callId }) => ({ callId, sipStatus: 200 })),
          );
        });
      }),
    );
  });
};

const batch = (pick: () => Subscriber, ends: readonly CallEnd[]): AuthorizeCallsRequest => ({
  calls: Array.from({ length: BATCH }, () => callOf(pick())),
  ends,
});

/** Answers each answer by the next request while the slice runs. */
async function pump(
  stream: ClientDuplexStream<AuthorizeCallsRequest, AuthorizeCallsResponse>,
  running: () => boolean,
  next: (decisions: readonly Decision[]) => AuthorizeCallsRequest,
): Promise<void> {
  let open = WINDOW;
  stream.on("data", ({ decisions }: AuthorizeCallsResponse) => {
    // The answer to a message of ends alone.
    if (decisions.length === 0) return;
    const request = next(decisions);
    if (running()) return void stream.write(request);
    open -= 1;
    stream.write({ calls: [], ends: request.ends });
    if (open === 0) stream.end();
  });
  await once(stream, "end");
}

/** Calls one by one, ends in batches. */
export const unaryLoad = (load: Load): Promise<Slice> => {
  const { subscribers, attestation } = load;
  const pick = cycle(subscribers);
  return slice(load, async (running, count) => {
    let ends: CallEnd[] = [];
    const worker = async (): Promise<void> => {
      while (running()) {
        const { decision } = await attestation.authorizeCall({ call: callOf(pick()) });
        signed([decision]);
        count(1);
        ends.push({ callId: decision?.callId ?? "", sipStatus: 200 });
        if (ends.length < BATCH) continue;
        const full = ends;
        ends = [];
        await attestation.reportCallEnds({ ends: full });
      }
    };
    await Promise.all(Array.from({ length: UNARY }, worker));
  });
};

async function slice(
  { pid, seconds }: Load,
  run: (running: () => boolean, count: (calls: number) => void) => Promise<void>,
): Promise<Slice> {
  let calls = 0;
  const began = performance.now();
  const before = await cpuSeconds(pid);
  await run(
    () => performance.now() - began < seconds * 1000,
    (more) => {
      calls += more;
    },
  );
  return { calls, seconds: (performance.now() - began) / 1000, cpuSeconds: (await cpuSeconds(pid)) - before };
}

function cycle<T>(items: readonly T[]): () => T {
  let next = 0;
  return () => {
    const item = items[next % items.length];
    next += 1;
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  };
}
