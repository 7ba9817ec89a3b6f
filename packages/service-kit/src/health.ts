import type { handleServerStreamingCall, Server } from "@grpc/grpc-js";
import { HealthImplementation } from "grpc-health-check";
import { endWith } from "./errors.ts";
import type { Serving } from "./serve.ts";

/** Named in readiness probes: not serving while the views catch up, and from the moment the server begins to stop. */
const READINESS = "readiness";

/** The process itself: what liveness probes ask. It does not depend on any store. */
const LIVENESS = "";

export interface Health {
  ready(serving: boolean): void;
  /** What is answered for another name, from now on; before it is first told of it is unknown. */
  tell(name: string, serving: boolean): void;
}

/**
 * Adds `grpc.health.v1.Health`, open to every certificate of our CA; not ready at first. `track` gets each Watch: one
 * that nobody ends keeps a server from stopping for ever.
 */
export function addHealth(server: Server, track: Serving["track"]): Health {
  const health = new HealthImplementation({ [LIVENESS]: "SERVING", [READINESS]: "NOT_SERVING" });
  health.addToServer({
    addService(definition, handlers) {
      const answer = handlers.watch as handleServerStreamingCall<unknown, unknown>;
      const watch: typeof answer = (call) => {
        answer(call);
        track(call, (reason) => endWith(call, reason));
      };
      server.addService(definition, { ...handlers, watch });
    },
  });
  const tell = (name: string, serving: boolean): void => health.setStatus(name, serving ? "SERVING" : "NOT_SERVING");
  return { ready: (serving) => tell(READINESS, serving), tell };
}
