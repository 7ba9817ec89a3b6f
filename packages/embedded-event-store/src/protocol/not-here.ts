import type { handleBidiStreamingCall, Server } from "@grpc/grpc-js";
import { refuse } from "./calls.ts";
import { unimplemented } from "./refusals.ts";

/** What EventStoreDB serves and this server does not: service, methods, what to use instead. */
const NOT_HERE = [
  [
    "persistent_subscriptions.PersistentSubscriptions",
    "Create Update Delete Read GetInfo ReplayParked List RestartSubsystem",
    "no persistent subscriptions here: subscribe to a stream or $all and keep the position yourself",
  ],
  [
    "projections.Projections",
    "Create Update Delete Statistics Disable Enable Reset State Result RestartSubsystem",
    "no projections here: subscribe and fold",
  ],
  [
    "users.Users",
    "Create Update Delete Disable Enable Details ChangePassword ResetPassword",
    "no user administration here: users come from the users file",
  ],
  [
    "operations.Operations",
    "StartScavenge StopScavenge Shutdown MergeIndexes ResignNode SetNodePriority RestartPersistentSubscriptions",
    "nothing to operate here: this server keeps everything and stops on SIGTERM",
  ],
  ["gossip.Gossip", "Read", "no cluster here: name this one host in the connection string (esdb://host:port)"],
  ["monitoring.Monitoring", "Stats", "no statistics here: ask the operating system"],
] as const;

/** Answers these methods with UNIMPLEMENTED and the sentence, whatever is sent. */
export function refuseWhatIsNotHere(server: Server): void {
  const bytes = (message: Buffer) => message;
  for (const [service, methods, instead] of NOT_HERE) {
    const answer: handleBidiStreamingCall<Buffer, Buffer> = (call) => refuse(call, unimplemented(instead));
    for (const method of methods.split(" ")) {
      server.register(`/event_store.client.${service}/${method}`, answer, bytes, bytes, "bidi");
    }
  }
}
