import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPlatform } from "@rmp/deploy-local/platform";
import { appendFigure } from "./appends.ts";
import { callFigures } from "./calls.ts";
import { createReport } from "./figures.ts";
import { latencyFigures } from "./latencies.ts";

/** Measures a platform of its own, on a data directory of its own. */
const report = createReport();
const dataDirectory = await mkdtemp(join(tmpdir(), "rmp-bench-"));
try {
  await using platform = await startPlatform(dataDirectory);
  for (const figure of await latencyFigures(platform)) report(figure);
  report(await appendFigure(platform));
  for (const figure of await callFigures(platform)) report(figure);
} finally {
  await rm(dataDirectory, { recursive: true, force: true });
}
