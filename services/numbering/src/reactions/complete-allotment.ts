import { eventRef } from "@rmp/event-store/envelope";
import type { Reaction } from "@rmp/event-store/reactions";
import type { NumberingClient } from "../clients/numbering.ts";
import type { Fact } from "../projections/facts.ts";

/** Plan IV: "documented, verified relationship": what a block allotted is assigned, also where the request died in between. */
export const completeAllotment = (numbering: Pick<NumberingClient, "completeAllotment">): Reaction<Fact> => ({
  name: "complete-allotment",
  concerns: ({ stream, event }) => (event.type === "NumbersAllotted" ? stream : undefined),
  async react(fact, { requestId, signal }) {
    if (fact.event.type !== "NumbersAllotted") return;
    const allotment = eventRef(fact);
    await numbering.completeAllotment({ ...fact.event.data, allotment, requestId: requestId() }, { fact, signal });
  },
  done: new Set(),
});
