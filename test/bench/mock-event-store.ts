import { readFileSync } from "node:fs";
import { Server, ServerCredentials, type ServerDuplexStream } from "@grpc/grpc-js";
import { ServerFeaturesService } from "@rmp/embedded-event-store/generated/event_store/client/server_features/server_features";
import {
  type BatchAppendReq,
  StreamsService,
} from "@rmp/embedded-event-store/generated/event_store/client/streams/streams";
import { endWithParent } from "@rmp/service-kit/process";

/** The client's own ceiling: acknowledges each append at once and keeps nothing. */
const [cert, key] = process.argv.slice(2).map((file) => readFileSync(file));
if (!cert || !key) throw new Error("usage: mock-event-store.ts CERT KEY");

let position = 0n;
const server = new Server();
server.addService(ServerFeaturesService, {
  getSupportedMethods: (_call: unknown, callback: (error: null, features: object) => void) =>
    callback(null, {
      eventStoreServerVersion: "24.10.4",
      methods: [{ serviceName: "event_store.client.streams.streams", methodName: "batchappend", features: [] }],
    }),
});
server.addService(
  { batchAppend: StreamsService.batchAppend },
  {
    batchAppend: (call: ServerDuplexStream<BatchAppendReq, object>) => {
      call.on("data", ({ correlationId, options, proposedMessages }: BatchAppendReq) => {
        const at = options?.expectedStreamPosition;
        const before = at?.$case === "streamPosition" ? at.value : -1n;
        position += 1n;
        const revision = before + BigInt(proposedMessages.length);
        call.write({
          correlationId,
          streamIdentifier: options?.streamIdentifier,
          result: {
            $case: "success",
            value: {
              currentRevisionOption: { $case: "currentRevision", value: revision },
              positionOption: { $case: "position", value: { commitPosition: position, preparePosition: position } },
            },
          },
        });
      });
      call.on("end", () => call.end());
    },
  },
);
const credentials = ServerCredentials.createSsl(null, [{ cert_chain: cert, private_key: key }]);
server.bindAsync("127.0.0.1:0", credentials, (error, port) => {
  if (error) throw error;
  console.log(JSON.stringify({ port }));
});
endWithParent(() => process.exit(0));
