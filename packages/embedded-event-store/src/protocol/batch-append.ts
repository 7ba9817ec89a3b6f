import type { handleBidiStreamingCall } from "@grpc/grpc-js";
import type { Status } from "../generated/event_store/client/shared.ts";
import type {
  BatchAppendReq,
  BatchAppendResp,
  BatchAppendResp_Success,
} from "../generated/event_store/client/streams/streams.ts";
import type { AppendResult } from "../storage/log.ts";
import { timedOut, wrongExpectedVersion } from "./append-errors.ts";
import { readAppend } from "./append-request.ts";
import { type Context, refuse, serve } from "./calls.ts";
import { unavailable } from "./refusals.ts";

/** So many answers may wait for a caller; a group of appends is answered at once, so a few are normal. */
const BACKLOG = 1_000;

/**
 * One long call per client: appends come in, each is answered under its correlation id when it is durable or refused.
 * Every correlation id gets exactly one answer; the official client does not survive a second.
 */
export const batchAppend =
  (context: Context): handleBidiStreamingCall<BatchAppendReq, BatchAppendResp> =>
  (call) =>
    void serve(context, call, (rights) => {
      let unanswered = 0;
      let halfClosed = false;
      const endWhenAnswered = () => {
        if (halfClosed && unanswered === 0) call.end();
      };

      const answer = (request: BatchAppendReq, result: BatchAppendResp["result"]) => {
        if (call.cancelled || call.writableEnded) return;
        const { correlationId, options } = request;
        call.write({ correlationId, result, streamIdentifier: options?.streamIdentifier });
        if (call.writableLength < BACKLOG || call.isPaused()) return;
        // Who does not take answers is not read from either.
        call.pause();
        call.once("drain", () => call.resume());
      };

      call.on("data", (request: BatchAppendReq) => {
        // A later part of an append that its first part has had refused.
        if (!request.options) return;
        const reading = readAppend(request.options, request, rights, Date.now());
        if ("refused" in reading) return answer(request, { $case: "error", value: reading.refused });
        unanswered += 1;
        context.log.append(reading.value, (result) => {
          unanswered -= 1;
          if (result.kind === "failed")
            return refuse(call, unavailable(`the disk refused a write: ${String(result.error)}`));
          answer(request, outcome(request.options, result));
          endWhenAnswered();
        });
      });
      call.on("end", () => {
        halfClosed = true;
        endWhenAnswered();
      });
    });

function outcome(
  options: BatchAppendReq["options"],
  result: Exclude<AppendResult, { kind: "failed" }>,
): BatchAppendResp["result"] {
  switch (result.kind) {
    case "written":
      return { $case: "success", value: success(result.revision, result.position) };
    case "wrong-expected-version":
      return error(wrongExpectedVersion(options?.expectedStreamPosition, result.current));
    case "timeout":
      return error(timedOut);
  }
}

const error = (value: Status): BatchAppendResp["result"] => ({ $case: "error", value });

function success(revision: number, position: number): BatchAppendResp_Success {
  const commitPosition = BigInt(position);
  return {
    currentRevisionOption:
      revision < 0 ? { $case: "noStream", value: {} } : { $case: "currentRevision", value: BigInt(revision) },
    positionOption: { $case: "position", value: { commitPosition, preparePosition: commitPosition } },
  };
}
