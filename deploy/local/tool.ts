import { spawn } from "node:child_process";
import { once } from "node:events";
import { delimiter, join } from "node:path";
import { repository } from "./child.ts";

/** Runs an installed development tool. Throws with all that it printed when it fails. */
export async function tool([command, ...args]: readonly [string, ...string[]], cwd = repository): Promise<void> {
  const path = [join(repository, "node_modules", ".bin"), process.env["PATH"]].join(delimiter);
  const child = spawn(command, args, { cwd, env: { ...process.env, PATH: path }, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
  }
  const [status] = (await once(child, "close")) as [number | null];
  if (status !== 0) throw new Error(printed);
}
