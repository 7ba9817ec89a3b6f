import { setFlagsFromString } from "node:v8";
import { runService } from "@rmp/service-kit/process";
import { configOf } from "./config.ts";
import { start } from "./start.ts";

// Several threads that collect what each call leaves behind cost more than they win: 15 % of all CPU on two cores.
setFlagsFromString("--no-parallel-scavenge");
await runService("attestation", (env, log) => start(configOf(env), log));
