import type { handleUnaryCall, Server } from "@grpc/grpc-js";
import {
  type ServerFeaturesServer,
  ServerFeaturesService,
} from "../generated/event_store/client/server_features/server_features.ts";
import { type StreamsServer, StreamsService } from "../generated/event_store/client/streams/streams.ts";
import { batchAppend } from "./batch-append.ts";
import { authorization, type Context } from "./calls.ts";
import { refuseWhatIsNotHere } from "./not-here.ts";
import { read } from "./read.ts";
import { accessDenied, unauthenticated, unimplemented } from "./refusals.ts";

/** Registers everything this server answers, refusals with a sentence included. */
export function registerServices(server: Server, context: Context): void {
  server.addService(ServerFeaturesService, serverFeatures);
  const streams: StreamsServer = {
    read: read(context),
    batchAppend: batchAppend(context),
    append: (_call, callback) => callback(unimplemented("append by BatchAppend: no credentials per call")),
    delete: deny(context),
    tombstone: deny(context),
  };
  server.addService(StreamsService, streams);
  refuseWhatIsNotHere(server);
}

/** The version whose behaviour is followed; the client chooses BatchAppend because it is listed. */
const serverFeatures: ServerFeaturesServer = {
  getSupportedMethods: (_call, callback) =>
    callback(null, {
      eventStoreServerVersion: "24.10.4",
      methods: [
        { serviceName: "event_store.client.streams.streams", methodName: "batchappend", features: [] },
        { serviceName: "event_store.client.streams.streams", methodName: "read", features: ["position", "events"] },
      ],
    }),
};

/** The log does not forget, for nobody. */
const deny =
  ({ rights }: Context): handleUnaryCall<unknown, never> =>
  (call, callback) =>
    void rights(authorization(call.metadata)).then((caller) =>
      callback(caller === "refused" ? unauthenticated : accessDenied("this event store does not delete")),
    );
