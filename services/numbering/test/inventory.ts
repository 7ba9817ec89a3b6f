import { randomInt, randomUUID } from "node:crypto";
import type { Clients } from "@rmp/deploy-local/clients";
import { NumberClass } from "@rmp/proto/rmp/numbering/v1/commands";

/** Its own for every request of a test. */
export const request = () => ({ requestId: randomUUID(), minPosition: "" });

/** "+1" and some area code. */
export const areaCode = (): string => `+1${randomInt(2, 8)}${randomInt(0, 9)}${randomInt(2, 10)}`;

type Block = Parameters<Clients["numbering"]["addBlock"]>[0];

/** What a person does to the inventory: adds a block, a fictional one unless the test says otherwise. */
export function inventory({ numbering }: Pick<Clients, "numbering">, token: { readonly token: string }) {
  const fiction = { firstNumber: "+12125550100", size: 100, numberClass: NumberClass.FICTIONAL, source: "nobody" };
  const add = (block: Partial<Block>) => numbering.addBlock({ ...request(), ...fiction, ...block }, token);

  /** A block of 100 that nobody has numbers of; `line(7)` is its eighth from the end: others take the lowest free. */
  async function freshBlock() {
    for (;;) {
      const firstNumber = `${areaCode()}5550100`;
      const { blockId, free, recorded } = await add({ firstNumber });
      const line = (offset: number): string => `+${BigInt(firstNumber) + 99n - BigInt(offset)}`;
      if (free === 100) return { blockId, firstNumber, recorded, line };
    }
  }
  return { add, freshBlock };
}
