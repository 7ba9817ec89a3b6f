import type { ChannelOptions } from "@grpc/grpc-js";

/** Largest message either side takes, in bytes. A batch of 1,000 calls is below it; anything larger is a mistake. */
export const MAX_MESSAGE_BYTES = 1024 * 1024;

/** How long a unary call may take unless its caller says otherwise, in milliseconds. No call is without a deadline. */
export const DEFAULT_DEADLINE_MS = 10_000;

/** How long a stopping server waits for running calls before it cuts them off; the pod's grace period is longer. */
export const DRAIN_MS = 25_000;

/** Without it a client stays with the servers it met first, and replicas added under load get no calls. */
const CONNECTION_AGE_MS = 5 * 60_000;

/** How long the calls of an aged connection may go on. A stream that outlives it is cut: its client opens a new one. */
const CONNECTION_AGE_GRACE_MS = 30_000;

const CONNECTION_IDLE_MS = 15 * 60_000;

/** A peer that vanished without a word (a node lost its network) is noticed after time + timeout. */
const KEEPALIVE_TIME_MS = 20_000;
const KEEPALIVE_TIMEOUT_MS = 5_000;

/** grpc-js asks DNS at most every 30 s by default: half of all calls failed in a rolling restart (operations.md §1.4). */
const DNS_REFRESH_MS = 1_000;

/** The default waits up to two minutes before it tries a restarted server again. */
const RECONNECT_FIRST_MS = 100;
const RECONNECT_MAX_MS = 2_000;

/** Options of every server. */
export const serverOptions: ChannelOptions = {
  "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
  "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
  "grpc.max_connection_age_ms": CONNECTION_AGE_MS,
  "grpc.max_connection_age_grace_ms": CONNECTION_AGE_GRACE_MS,
  "grpc.max_connection_idle_ms": CONNECTION_IDLE_MS,
  "grpc.keepalive_time_ms": KEEPALIVE_TIME_MS,
  "grpc.keepalive_timeout_ms": KEEPALIVE_TIMEOUT_MS,
  // Nobody reads channelz here, and it counts every message.
  "grpc.enable_channelz": 0,
};

/** How UNAVAILABLE is met for methods that may be repeated; grpc-js adds ±20 % to the waits. */
const retryPolicy = {
  maxAttempts: 4,
  initialBackoff: "0.1s",
  maxBackoff: "1s",
  backoffMultiplier: 2,
  retryableStatusCodes: ["UNAVAILABLE"],
};

export interface ClientSide {
  /** Full paths (`/package.Service/Method`) of methods that are safe to repeat. */
  readonly repeatable: readonly string[];
  /** Name sent in the TLS handshake, which may not be an IP address (RFC 6066 §3); the target's host where left out. */
  readonly tlsName: string | undefined;
}

/** Options of every client. */
export const clientOptions = ({ repeatable, tlsName }: ClientSide): ChannelOptions => ({
  ...(tlsName === undefined ? {} : { "grpc.ssl_target_name_override": tlsName }),
  "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
  "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
  "grpc.keepalive_time_ms": KEEPALIVE_TIME_MS,
  "grpc.keepalive_timeout_ms": KEEPALIVE_TIMEOUT_MS,
  "grpc.dns_min_time_between_resolutions_ms": DNS_REFRESH_MS,
  "grpc.initial_reconnect_backoff_ms": RECONNECT_FIRST_MS,
  "grpc.max_reconnect_backoff_ms": RECONNECT_MAX_MS,
  // What DNS or the environment says must not change how services meet.
  "grpc.service_config_disable_resolution": 1,
  "grpc.enable_http_proxy": 0,
  "grpc.enable_retries": repeatable.length > 0 ? 1 : 0,
  "grpc.enable_channelz": 0,
  "grpc.service_config": JSON.stringify({
    loadBalancingConfig: [{ round_robin: {} }],
    methodConfig: repeatable.length > 0 ? [{ name: repeatable.map(serviceAndMethod), retryPolicy }] : [],
  }),
});

function serviceAndMethod(path: string): { service: string; method: string } {
  const [, service = "", method = ""] = path.split("/");
  return { service, method };
}
