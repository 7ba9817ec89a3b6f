import { createPrivateKey, sign, generateKeyPairSync, randomUUID } from "node:crypto";
import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { createSigner } from "@rmp/passport/signer";
import { createDevelopmentStiCa } from "@rmp/passport/development-sti-ca";
import { policySetV2 } from "@rmp/plan/data";
import { AuthorizeCallsRequest, AuthorizeCallsResponse } from "@rmp/proto/rmp/attestation/v1/calls";
import { createCallView } from "../src/projections/call-view.ts";
import { createUsageLedger } from "../src/domain/usage.ts";
import { createRepeats } from "../src/decisions/repeats.ts";
import { createWorkDecider } from "../src/decisions/decide-works.ts";
import { openJournal } from "../src/journal/journal.ts";
import * as dm from "../src/rpc/decision-message.ts";

const now = Date.now();
const ca = await createDevelopmentStiCa({ spc: "1234", organization: "x", notBefore: new Date(now - 60000), notAfter: new Date(now + 1e10) });
const signer = createSigner({ key: createPrivateKey(ca.key), x5u: "https://127.0.0.1:8447/0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0.pem", chain: ca.leaf + ca.intermediate, spc: "1234", at: new Date() });
const view = createCallView();
const customers: { id: string; numbers: string[] }[] = [];
const rec = (stream: string, type: string, data: object) => view.apply({ event: { type, data }, stream, revision: 3, position: 1n, id: "", envelope: {} } as never);
for (let c = 0; c < 1000; c++) {
  const id = randomUUID();
  rec(`customer-${id}`, "AccessProvisioned", { accessId: randomUUID(), sbc: "bench", trunk: `t${c}` });
  rec(`customer-${id}`, "CustomerApproved", { limits: { callsPerSecond: 10000, sessions: 100000 } });
  const numbers = [];
  for (let n = 0; n < 200; n++) { const d = `1212${String(2000000 + c * 200 + n)}`; numbers.push("+" + d); rec(`number-${d}`, "NumberAssigned", { customerId: id }); }
  customers.push({ id, numbers });
}
const policySet = policySetV2();
const inForce = { plan: { version: "v2", effectiveAt: "x", textSha256: "" }, policy: { policySet, policyHash: "ab".repeat(32), proposedBy: "", effectiveAt: "", approvedBy: "" } } as never;
const log = { warn() {}, error() {}, info() {} } as never;
const dir = mkdtempSync("/tmp/att-bench-");
const journal = await openJournal({ directory: dir, segmentBytes: 64 << 20, fsync: false, log });
const usage = createUsageLedger();
const decide = createWorkDecider({ facts: view, viewPosition: () => "123456", viewAgeMs: () => 10, inForce: () => inForce, usage, repeats: createRepeats(), signer, journal, replica: "attestation-1", newOriginationId: randomUUID });
const BATCH = Number(process.argv[2] ?? 32);
const encodeBatch = (calls: any[], ends: any[]) => Buffer.from(AuthorizeCallsRequest.encode({ calls, ends }).finish());
let n = 0;
const makeRequest = (prev: string[]) => {
  const ids: string[] = [];
  const calls = Array.from({ length: BATCH }, () => {
    const c = n++ % 1000; const id = `${randomUUID()}@sbc.example`; ids.push(id);
    return { callId: id, trunk: `t${c}`, callingNumber: customers[c]!.numbers[n % 200]!, calledNumber: "+13125550123", atMost: 0, minPosition: "" };
  });
  return { bytes: encodeBatch(calls, prev.map((callId) => ({ callId, sipStatus: 200 }))), ids };
};
function run(seconds: number, mode: string) {
  let done = 0; let cpu = 0; let prev: string[] = [];
  while (cpu < seconds * 1e6) {
    const reqs = Array.from({ length: 50 }, () => { const r = makeRequest(prev); prev = r.ids; return r.bytes; });
    const s = process.cpuUsage();
    for (const bytes of reqs) {
      const { calls, ends } = AuthorizeCallsRequest.decode(bytes);
      if (mode === "decode") { done += calls.length; continue; }
      const at = Date.now();
      const [a] = decide([{ sbc: "bench", at, ends, calls: calls.map((c) => dm.attemptOf("bench", c)) }]);
      const out = Buffer.from(AuthorizeCallsResponse.encode({ decisions: a!.answers.map(dm.decisionMessage) }).finish());
      if (out.length < 100) throw new Error("?");
      done += calls.length;
    }
    const u = process.cpuUsage(s); cpu += u.user + u.system;
  }
  return done / (cpu / 1e6);
}
const key = createPrivateKey(ca.key);
const data = Buffer.from("x".repeat(400));
const rawSign = () => { const s = process.cpuUsage(); for (let i = 0; i < 20000; i++) sign("sha256", data, key); const u = process.cpuUsage(s); return 20000 / ((u.user + u.system) / 1e6); };
const openssl = () => Number(execFileSync("openssl", ["speed", "-seconds", "1", "ecdsap256"], { stdio: ["ignore", "pipe", "ignore"] }).toString().trim().split("\n").at(-1)!.trim().split(/\s+/).at(-2));
run(1, "full");
console.log(run(6, "full"));
