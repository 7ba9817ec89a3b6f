import { expect, it } from "vitest";
import { sayJournal } from "./say-journal.ts";

it("says each change of whether the journal can be written, once", () => {
  const told: boolean[] = [];
  let writable = true;
  const look = sayJournal({ writable: () => writable }, (serving) => told.push(serving));
  for (writable of [true, true, false, false, true]) look();
  expect(told).toEqual([true, false, true]);
});
