import { formatPosition } from "@rmp/event-store/envelope";
import type { EnforcementQueryServiceService } from "@rmp/proto/rmp/enforcement/v1/queries";
import type { Handlers } from "@rmp/service-kit/rpc";
import type { Deps } from "./deps.ts";
import { candidateMessage } from "./standing.ts";

export const listOpenCandidates =
  ({ runtime, standings }: Deps): Handlers<typeof EnforcementQueryServiceService>["listOpenCandidates"] =>
  async ({ minPosition }, call) => {
    const position = formatPosition(await runtime.covered(call, minPosition));
    const open = standings.open();
    const candidates = open.map(({ standing, candidate }) => candidateMessage(standing, candidate, runtime.events));
    return { candidates: await Promise.all(candidates), position };
  };
