import { startChild } from "@rmp/deploy-local/child";
import { type Clients, connectAs } from "@rmp/deploy-local/clients";
import type { Platform } from "@rmp/deploy-local/platform";
import { readSecret } from "@rmp/deploy-local/secrets";
import { createLog } from "@rmp/service-kit/log";
import { type Slice, streamLoad, unaryLoad } from "./call-load.ts";
import { type Figure, median } from "./figures.ts";
import { opensslSignsPerSecond } from "./measure.ts";
import { populate, type Subscriber } from "./population.ts";

const CUSTOMERS = 1_000;
const ROUNDS = 5;
const SECONDS = 3;

/** Of each load, before anything is measured: decisions are remembered for 32 s, and until then the memory grows. */
const WARM_SECONDS = 20;

type Load = "stream" | "echo" | "unary" | "echoUnary";
type Round = Readonly<Record<Load, Slice> & { openssl: number }>;

/** Calls permitted and signed per second of the server's CPU, over what openssl signs per second: in slices, interleaved. */
export async function callFigures(platform: Platform): Promise<readonly Figure[]> {
  const { secrets, addresses, children, dataDirectory } = platform;
  const attestation = children.get("attestation");
  if (!attestation) throw new Error("the bench needs a platform of its own");
  const { subscribers, position } = await populate(CUSTOMERS, {
    connectionString: `esdb://localhost:${addresses.eventStore}?tls=true&tlsCAFile=${secrets.ca}`,
    credentials: await readSecret(secrets.eventStoreCredentials("customer")),
    log: createLog("bench"),
  });
  const { ca } = secrets;
  const { cert, key } = secrets.tls("service-attestation");
  const echo = await startChild({
    name: "echo",
    module: "test/bench/echo-server.ts",
    args: [ca, cert, key],
    env: { RMP_PARENT: "stdin" },
    logDirectory: `${dataDirectory}/logs`,
  });
  using sbc = connectAs("sbc-bench", platform);
  const echoAddresses = { ...addresses, services: { ...addresses.services, attestation: `127.0.0.1:${echo.port}` } };
  using echoed = connectAs("sbc-bench", { secrets, addresses: echoAddresses });
  await waitFor(sbc, subscribers, position);

  const slice = (load: typeof streamLoad, clients: Clients, pid: number, seconds = SECONDS): Promise<Slice> =>
    load({ attestation: clients.attestation, subscribers, pid, seconds });
  for (const load of [streamLoad, unaryLoad]) await slice(load, sbc, attestation.pid, WARM_SECONDS);
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS; round += 1)
    rounds.push({
      openssl: await opensslSignsPerSecond(),
      stream: await slice(streamLoad, sbc, attestation.pid),
      echo: await slice(streamLoad, echoed, echo.pid),
      unary: await slice(unaryLoad, sbc, attestation.pid),
      echoUnary: await slice(unaryLoad, echoed, echo.pid),
    });
  await echo.stop();

  const perCpu = (name: Load) => rounds.map((round) => round[name].calls / round[name].cpuSeconds);
  const ratio = (name: Load) =>
    median(rounds.map(({ openssl, [name]: { calls, cpuSeconds } }) => calls / cpuSeconds / openssl));
  const thousands = (rate: number): string => `${(rate / 1000).toFixed(1)} k`;
  const openssl = median(rounds.map((round) => round.openssl));
  return [
    {
      name: "stream-vs-openssl",
      value: ratio("stream"),
      unit: "ratio",
      target: { atLeast: 0.2 },
      note: `${thousands(median(perCpu("stream")))} calls per CPU second, openssl ${thousands(openssl)}, echo ${thousands(median(perCpu("echo")))} (${ratio("echo").toFixed(2)})`,
    },
    {
      name: "unary-vs-openssl",
      value: ratio("unary"),
      unit: "ratio",
      target: { atLeast: 0.12 },
      note: `${thousands(median(perCpu("unary")))} calls per CPU second, echo ${thousands(median(perCpu("echoUnary")))} (${ratio("echoUnary").toFixed(2)})`,
    },
  ];
}

/** One call that waits until the view knows every customer. */
async function waitFor({ attestation }: Clients, [first]: readonly Subscriber[], position: bigint): Promise<void> {
  if (!first) throw new Error("no customers");
  const call = {
    callId: "bench-warm",
    trunk: first.trunk,
    callingNumber: first.number,
    calledNumber: "+12025550199",
    atMost: 0 as const,
    minPosition: `${position}`,
  };
  await attestation.authorizeCall({ call }, { deadlineMs: 60_000 });
  await attestation.reportCallEnds({ ends: [{ callId: "bench-warm", sipStatus: 200 }] });
}
