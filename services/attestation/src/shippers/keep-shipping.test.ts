import { describe, expect, it } from "vitest";
import { silent } from "../../test/call-path.ts";
import { createBell } from "./bell.ts";
import { keepShipping } from "./keep-shipping.ts";

describe("a shipper", () => {
  it("passes again and again, and after a failure later and later", async () => {
    const pauses: number[] = [];
    const { promise: enough, resolve } = Promise.withResolvers<void>();
    const outcomes = ["", "down", "down", "", "down"].values();
    const pass = async (): Promise<void> => {
      const { value: failure, done } = outcomes.next();
      if (done) resolve();
      if (failure) throw new Error(failure);
    };
    const wait = async (milliseconds: number): Promise<void> => void pauses.push(milliseconds);
    await using _shipper = keepShipping("test", () => pass, 5, wait, silent);
    await enough;
    expect(pauses.slice(0, 5)).toEqual([5, 1000, 2000, 5, 1000]);
  });
  it("that cannot find out where to begin asks again, and begins once", async () => {
    const { promise: enough, resolve } = Promise.withResolvers<void>();
    const steps: string[] = [];
    const begin = () => {
      steps.push("begin");
      if (steps.length === 1) throw new SyntaxError("the place file is empty");
      return async () => {
        if (steps.push("pass") === 4) resolve();
      };
    };
    const wait = async (): Promise<void> => {};
    await using _shipper = keepShipping("test", begin, 5, wait, silent);
    await enough;
    expect(steps.slice(0, 4)).toEqual(["begin", "begin", "pass", "pass"]);
  });
  it("ends in the middle of a wait", async () => {
    let passes = 0;
    const pass = async (): Promise<void> => void (passes += 1);
    const shipper = keepShipping("test", () => pass, 3_600_000, createBell().wait, silent);
    await shipper[Symbol.asyncDispose]();
    expect(passes).toBe(1);
  });
});

describe("a bell", () => {
  it("ends the wait", async () => {
    const bell = createBell();
    const waited = bell.wait(3_600_000, new AbortController().signal);
    bell.ring();
    expect(await waited).toBeUndefined();
  });
  it("that was rung before ends the next wait", async () => {
    const bell = createBell();
    bell.ring();
    expect(await bell.wait(3_600_000, new AbortController().signal)).toBeUndefined();
  });
});
