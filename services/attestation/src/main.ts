import { runService } from "@rmp/service-kit/process";
import { configOf } from "./config.ts";
import { start } from "./start.ts";

await runService("attestation", (env, log) => start(configOf(env), log));
