import { expect, test } from "vitest";
import { digits, isFictional, isNanp, parseE164 } from "./telephone-number.ts";

test.each(["+12125550123", "+18004110100", "+442071838750", "+4912345678"])("%s is a number", (text) =>
  expect(parseE164(text)).toBe(text),
);

test.each([
  ["no plus", "12125550123"],
  ["a dash", "+1-212-555-0123"],
  ["too short", "+1234567"],
  ["too long", "+4420718387501234"],
  ["a country code with 0", "+0123456789"],
  ["NANP, one digit short", "+1212555012"],
  ["NANP, one digit long", "+121255501234"],
  ["NPA begins with 1", "+11125550123"],
  ["NPA is N11", "+19115550123"],
  ["NPA kept for expansion", "+12925550123"],
  ["office code begins with 1", "+12121550123"],
  ["a line break behind", "+12125550123\n"],
])("%s is none", (_, text) => expect(parseE164(text)).toBeUndefined());

const number = (text: string) => parseE164(text) ?? expect.fail(`${text} is no number`);

test("NANP is country code 1", () => {
  expect(isNanp(number("+12125550123"))).toBe(true);
  expect(isNanp(number("+442071838750"))).toBe(false);
});

test("only 555-0100 to 555-0199 are fictional", () => {
  expect(
    ["+12125550100", "+12125550199", "+12125550099", "+12125550200", "+12125551100"].map(number).map(isFictional),
  ).toEqual([true, true, false, false, false]);
});

test("digits leave the plus out", () => expect(digits(number("+12125550123"))).toBe("12125550123"));
