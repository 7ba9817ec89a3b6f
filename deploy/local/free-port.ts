import { once } from "node:events";
import { createServer } from "node:net";

/** Below what systems hand out by themselves (Linux from 32768): one of those goes to any connection before we listen. */
const FIRST = 20_000;
const COUNT = 12_000;
/** Two processes that look for ports at once look in different places. */
const PER_PROCESS = 16;

let asked = 0;

/** A port that nobody listens on at this moment, each time another one. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + ((process.pid * PER_PROCESS + asked++) % COUNT);
    const server = createServer().listen(port, "127.0.0.1");
    try {
      await once(server, "listening");
    } catch {
      continue; // taken
    }
    server.close();
    await once(server, "close");
    return port;
  }
}
