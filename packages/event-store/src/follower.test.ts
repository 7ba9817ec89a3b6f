import { describe, expect, test } from "vitest";
import type { Position } from "./envelope.ts";
import { createFollower } from "./follower.ts";

interface Fact {
  readonly position: Position;
  /** The id that it concerns. */
  readonly id?: string;
}

/** A follower whose facts the test settles, and where its cursor was moved. */
const following = () => {
  const moves: Position[] = [];
  const settling = new Map<Position, () => void>();
  const follower = createFollower<Fact>({
    cursor: 10n,
    concerns: ({ id }) => id,
    async settle({ position }) {
      await new Promise<void>((resolve) => settling.set(position, resolve));
    },
    async moveCursor(position) {
      moves.push(position);
    },
    signal: new AbortController().signal,
  });
  const settle = async (position: Position) => {
    await turn();
    settling.get(position)?.();
    await turn();
  };
  return { follower, moves, settle };
};

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("the cursor of a reaction", () => {
  test("passes what concerns it not, when it is told how far the log was offered", async () => {
    const { follower, moves } = following();
    follower.offer({ position: 20n });
    await turn();
    expect(moves).toEqual([]);
    follower.reach(35n);
    await turn();
    expect(moves).toEqual([35n]);
  });

  test("never passes a fact that is in work, but comes up to it", async () => {
    const { follower, moves, settle } = following();
    follower.offer({ position: 20n });
    follower.offer({ position: 30n, id: "a" });
    follower.offer({ position: 40n });
    follower.reach(45n);
    await turn();
    expect(moves).toEqual([20n]);
    await settle(30n);
    expect(moves).toEqual([20n, 45n]);
  });

  test("waits for the first of several, whichever is settled before", async () => {
    const { follower, moves, settle } = following();
    follower.offer({ position: 20n, id: "a" });
    follower.offer({ position: 30n, id: "b" });
    await settle(30n);
    follower.reach(40n);
    expect(moves).toEqual([]);
    await settle(20n);
    expect(moves).toEqual([40n]);
  });

  test("is not moved where it stands, nor back", async () => {
    const { follower, moves } = following();
    for (const position of [10n, 5n]) follower.reach(position);
    await turn();
    expect(moves).toEqual([]);
  });
});
