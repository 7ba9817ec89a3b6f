import { cycles } from "./cycles.ts";
import { impureUses, impureWays } from "./purity.ts";
import { overlong } from "./sizes.ts";
import type { Import, Source } from "./source.ts";

export interface Rule {
  /** As design/house.md says it. */
  readonly sentence: string;
  readonly violations: (sources: readonly Source[]) => string[];
  /** Sources that break the rule, planted to prove that it finds them; path → text. */
  readonly probe: Readonly<Record<string, string>>;
  /** What the rule says of them. */
  readonly finds: readonly string[];
}

/** Tests, and what only they use. */
const isTest = (path: string): boolean =>
  /\.test\.ts$|\/test-[^/]*$|^(packages|services)\/[^/]+\/test\/|^test\//.test(path);
const serviceOf = (path: string): string | undefined => /^services\/([^/]+)\//.exec(path)?.[1];
const room = (path: string): string | undefined => /^services\/[^/]+\/src\/([^/]+)/.exec(path)?.[1];
const sameRoom = (path: string, target: string): boolean =>
  serviceOf(path) === serviceOf(target) && room(path) === room(target);

/** The imports of some sources that a rule does not allow. */
const forbid =
  (applies: (path: string) => boolean, forbidden: (imported: Import, path: string) => boolean): Rule["violations"] =>
  (sources) =>
    sources
      .filter(({ path }) => applies(path))
      .flatMap(({ path, imports }) =>
        imports.filter((imported) => forbidden(imported, path)).map(({ specifier }) => `${path} imports ${specifier}`),
      );

const LANGUAGE =
  /^packages\/(events|vocabulary|plan)\/src\/|^packages\/event-store\/src\/(decider|event-types|personal|envelope)\.ts$/;
const CONNECTIONS =
  /^(pg|pg-copy-streams|nats|@grpc\/grpc-js|@eventstore\/db-client|node:(net|tls|dgram|http|https|http2|sqlite))$|^packages\/(event-store\/src\/esdb|service-kit\/src\/(client|server))\.ts$/;

export const rules: readonly Rule[] = [
  {
    sentence: "services meet only over gRPC and packages/events",
    violations: forbid(
      (path) => serviceOf(path) !== undefined,
      ({ target }, path) => serviceOf(target) !== undefined && serviceOf(target) !== serviceOf(path),
    ),
    probe: {
      "services/numbering/src/domain/planted.ts": `
        import type { CustomerState } from "../../../customer/src/domain/state.ts";
        export const load = () => import("@rmp/enforcement/domain/rules");`,
    },
    finds: [
      "services/numbering/src/domain/planted.ts imports ../../../customer/src/domain/state.ts",
      "services/numbering/src/domain/planted.ts imports @rmp/enforcement/domain/rules",
    ],
  },
  {
    sentence: "packages know no service",
    violations: forbid(
      (path) => path.startsWith("packages/"),
      ({ target }) => serviceOf(target) !== undefined,
    ),
    probe: {
      "packages/plan/src/planted.ts": 'export type { Callers } from "../../../services/auditor/src/rpc/callers.ts";',
      "packages/test-kit/src/planted.ts": 'export type Decide = typeof import("@rmp/customer/domain/decide");',
    },
    finds: [
      "packages/plan/src/planted.ts imports ../../../services/auditor/src/rpc/callers.ts",
      "packages/test-kit/src/planted.ts imports @rmp/customer/domain/decide",
    ],
  },
  {
    sentence: "domain/ imports itself, the decider types, events, vocabulary and plan",
    violations: forbid(
      (path) => room(path) === "domain" && !isTest(path),
      ({ target }, path) => !sameRoom(path, target) && !LANGUAGE.test(target),
    ),
    probe: {
      "services/customer/src/domain/planted.ts": `
        import type { Recorded } from "@rmp/event-store/envelope";
        import type { Loop } from "@rmp/event-store/loop";
        import type { View } from "../projections/view.ts";
        import type { Limits } from "@rmp/proto/rmp/customer/v1/commands";
        import { readFileSync } from "node:fs";
        import { accepted } from "./state.ts";`,
    },
    finds: [
      "services/customer/src/domain/planted.ts imports @rmp/event-store/loop",
      "services/customer/src/domain/planted.ts imports ../projections/view.ts",
      "services/customer/src/domain/planted.ts imports @rmp/proto/rmp/customer/v1/commands",
      "services/customer/src/domain/planted.ts imports node:fs",
    ],
  },
  {
    sentence: "domain/ reads no clock, no chance and no process",
    violations: (sources) => sources.filter(({ path }) => room(path) === "domain" && !isTest(path)).flatMap(impureUses),
    probe: {
      "services/enforcement/src/domain/planted.ts": `
        export const late = (due: string) => new Date(due) < new Date() || Date.now() > Date.parse(due);
        export const one = (process: never) => ({ crypto: Math.random() * Math.floor(performance.timeOrigin) });
        export const env = process.env["RMP_ENV"] ?? crypto.randomUUID();
        const { now } = Date;
        setTimeout(now, globalThis.performance.now());`,
    },
    finds: [
      "services/enforcement/src/domain/planted.ts:2 uses Date",
      "services/enforcement/src/domain/planted.ts:2 uses Date",
      "services/enforcement/src/domain/planted.ts:3 uses process",
      "services/enforcement/src/domain/planted.ts:3 uses Math.random",
      "services/enforcement/src/domain/planted.ts:3 uses performance",
      "services/enforcement/src/domain/planted.ts:4 uses process",
      "services/enforcement/src/domain/planted.ts:4 uses crypto",
      "services/enforcement/src/domain/planted.ts:5 uses Date",
      "services/enforcement/src/domain/planted.ts:6 uses setTimeout",
      "services/enforcement/src/domain/planted.ts:6 uses globalThis",
    ],
  },
  {
    sentence: "what domain/ loads does no I/O either",
    violations: impureWays((path) => room(path) === "domain" && !isTest(path)),
    probe: {
      "services/auditor/src/domain/planted.ts": 'import { text } from "@rmp/plan/planted";',
      "packages/plan/src/planted.ts": 'export { text } from "./planted-file.ts"; import type { Pool } from "pg";',
      "packages/plan/src/planted-file.ts": 'import { readFileSync } from "node:fs";',
    },
    finds: [
      "services/auditor/src/domain/planted.ts → packages/plan/src/planted.ts → packages/plan/src/planted-file.ts → node:fs",
    ],
  },
  {
    sentence: "projections see only their domain and events",
    violations: forbid(
      (path) => room(path) === "projections" && !isTest(path),
      ({ target }, path) =>
        !sameRoom(path, target) &&
        !(serviceOf(target) === serviceOf(path) && room(target) === "domain") &&
        !LANGUAGE.test(target),
    ),
    probe: {
      "services/attestation/src/projections/planted.ts": `
        import type { Usage } from "../domain/usage.ts";
        import { reasons } from "../rpc/refusals.ts";
        import type { Pool } from "pg";`,
    },
    finds: [
      "services/attestation/src/projections/planted.ts imports ../rpc/refusals.ts",
      "services/attestation/src/projections/planted.ts imports pg",
    ],
  },
  {
    sentence: "proto types stop in rpc/, clients/ and start.ts",
    violations: forbid(
      (path) =>
        serviceOf(path) !== undefined && !["rpc", "clients", "start.ts"].includes(room(path) ?? "") && !isTest(path),
      ({ target }) => target.startsWith("packages/proto/"),
    ),
    probe: {
      "services/numbering/src/reactions/planted.ts":
        'import type { Recorded } from "@rmp/proto/rmp/common/v1/recorded";',
      "services/numbering/src/clients/planted.ts": 'import type { Recorded } from "@rmp/proto/rmp/common/v1/recorded";',
    },
    finds: ["services/numbering/src/reactions/planted.ts imports @rmp/proto/rmp/common/v1/recorded"],
  },
  {
    sentence: "only start.ts opens connections",
    violations: forbid(
      (path) => serviceOf(path) !== undefined && room(path) !== "start.ts" && !isTest(path),
      ({ target, typeOnly }) => !typeOnly && CONNECTIONS.test(target),
    ),
    probe: {
      "services/attestation/src/journal/planted.ts": `
        import type { Pool } from "pg";
        import { Client } from "pg";
        import { connect } from "@rmp/service-kit/client";
        export const { createServer } = await import("node:https");`,
    },
    finds: [
      "services/attestation/src/journal/planted.ts imports pg",
      "services/attestation/src/journal/planted.ts imports @rmp/service-kit/client",
      "services/attestation/src/journal/planted.ts imports node:https",
    ],
  },
  {
    sentence: "only event-store touches @eventstore/db-client, tests of the wire aside",
    violations: forbid(
      (path) => !path.startsWith("packages/event-store/") && !isTest(path),
      ({ target }) => target === "@eventstore/db-client",
    ),
    probe: {
      "packages/service-kit/src/planted.ts": 'import type { EventStoreDBClient } from "@eventstore/db-client";',
    },
    finds: ["packages/service-kit/src/planted.ts imports @eventstore/db-client"],
  },
  {
    sentence: "test-kit only in tests",
    violations: forbid(
      (path) => !path.startsWith("packages/test-kit/") && !isTest(path),
      ({ target }) => target.startsWith("packages/test-kit/"),
    ),
    probe: {
      "services/customer/src/start.ts": 'import { given } from "@rmp/test-kit/given-when-then";',
      "services/customer/src/domain/planted.test.ts": 'import { given } from "@rmp/test-kit/given-when-then";',
    },
    finds: ["services/customer/src/start.ts imports @rmp/test-kit/given-when-then"],
  },
  {
    sentence: "no cycles",
    violations: cycles,
    probe: {
      "packages/plan/src/planted-a.ts": 'import type { B } from "./planted-b.ts";',
      "packages/plan/src/planted-b.ts": 'export * from "@rmp/plan/planted-c";',
      "packages/plan/src/planted-c.ts": 'import { a } from "./planted-a.ts";',
    },
    finds: [
      "packages/plan/src/planted-a.ts → packages/plan/src/planted-b.ts → packages/plan/src/planted-c.ts → packages/plan/src/planted-a.ts",
    ],
  },
  {
    sentence: "no file over 250 lines without a reason",
    violations: (sources) => overlong(sources),
    probe: { "packages/plan/src/planted.ts": "\n".repeat(251), "packages/plan/src/planted-b.ts": "\n".repeat(250) },
    finds: ["packages/plan/src/planted.ts has 251 lines"],
  },
];
