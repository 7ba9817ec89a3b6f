import { type ConnectOptions, connect } from "@rmp/service-kit/client";
import type { Method } from "@rmp/service-kit/rpc";
import { service } from "grpc-health-check";

interface Watch extends Method {
  readonly requestStream: false;
  readonly responseStream: true;
  requestDeserialize(bytes: Buffer): { readonly service: string };
  responseDeserialize(bytes: Buffer): { readonly status: "SERVING" | "NOT_SERVING" | "SERVICE_UNKNOWN" };
}

// Its proto is loaded when the program runs, so that the compiler knows nothing of it.
const health = { watch: service["Watch"] as unknown as Watch };

/** What a server's health service says of a name, now and at each change. Throws the RpcError that ends the watch. */
export async function* healthOf(name: string, options: ConnectOptions<typeof health>): AsyncGenerator<string> {
  using client = connect(health, options);
  for await (const { status } of client.watch({ service: name })) yield status;
}
