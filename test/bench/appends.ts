import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { repository, startChild } from "@rmp/deploy-local/child";
import type { Platform } from "@rmp/deploy-local/platform";
import { readSecret } from "@rmp/deploy-local/secrets";
import { z } from "zod";
import { type Figure, median } from "./figures.ts";

const run = promisify(execFile);

const measured = z.object({ perSecond: z.number() });

const ROUNDS = 3;
const SECONDS = 4;

/** Durable appends of one official client, 32 under way, over the same client's appends to a mock that keeps nothing. */
export async function appendFigure({ secrets, addresses, dataDirectory }: Platform): Promise<Figure> {
  const { cert, key } = secrets.tls("event-store");
  const mock = await startChild({
    name: "mock-event-store",
    module: "test/bench/mock-event-store.ts",
    args: [cert, key],
    env: { RMP_PARENT: "stdin" },
    logDirectory: `${dataDirectory}/logs`,
  });
  const credentials = await readSecret(secrets.eventStoreCredentials("customer"));
  const rateAt = async (port: number): Promise<number> => {
    const connection = `esdb://${credentials}@localhost:${port}?tls=true&tlsCAFile=${secrets.ca}`;
    const args = ["--conditions=source", `${repository}test/bench/append-load.ts`, connection, `${SECONDS}`];
    const { stdout } = await run(process.execPath, args, { cwd: repository });
    return measured.parse(JSON.parse(stdout)).perSecond;
  };
  const rounds: { durable: number; ceiling: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1)
    rounds.push({ durable: await rateAt(addresses.eventStore), ceiling: await rateAt(mock.port) });
  await mock.stop();
  const [durable, ceiling] = [
    median(rounds.map((round) => round.durable)),
    median(rounds.map((round) => round.ceiling)),
  ];
  return {
    name: "append-32-vs-client",
    value: median(rounds.map((round) => round.durable / round.ceiling)),
    unit: "ratio",
    target: { atLeast: 0.65 },
    note: `${Math.round(durable)} durable appends/s, the client alone ${Math.round(ceiling)}/s`,
  };
}
