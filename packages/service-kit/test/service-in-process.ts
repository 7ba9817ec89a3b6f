import { createServer } from "node:net";
import { runService } from "../src/process.ts";

/** A service that only listens; what it is told makes it fail. */
await runService("idle", async (env, log) => {
  const told = env["RMP_TOLD"];
  if (told === "refuse") throw new Error("the certificate is missing");
  if (told === "wait") {
    log.info("starting");
    return new Promise(() => {});
  }
  const server = createServer().listen(0);
  log.info({ parent: env["RMP_PARENT"] ?? "hidden" }, "started");
  const failed = Promise.withResolvers<never>();
  if (told === "fail") failed.reject(new TypeError("fold of Jane Roe"));
  if (told === "throw")
    setImmediate(() => {
      throw new TypeError("timer of Jane Roe");
    });
  return {
    failed: failed.promise,
    async [Symbol.asyncDispose]() {
      server.close();
      log.info("disposed");
    },
  };
});
