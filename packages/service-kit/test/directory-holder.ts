import { lockDirectory } from "../src/directory-lock.ts";

// Locks the directory that it is given, says so, or why it cannot, and stays until it is killed or its input ends.
try {
  const lock = lockDirectory(process.argv[2] ?? "");
  console.log("held");
  process.stdin.once("end", () => lock[Symbol.dispose]()).resume();
} catch (error) {
  console.log(error instanceof Error ? `${error.name}: ${error.message}` : "failed");
}
