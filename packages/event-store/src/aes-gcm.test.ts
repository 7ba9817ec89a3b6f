import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { decrypt, encrypt } from "./aes-gcm.ts";

const key = randomBytes(32);
const cipher = encrypt(Buffer.from("Ada"), key, "here");

test("it opens with the same key in the same place", () => {
  expect(decrypt(cipher, key, "here").toString()).toBe("Ada");
});

test.each([
  ["another place", () => decrypt(cipher, key, "there")],
  ["another key", () => decrypt(cipher, randomBytes(32), "here")],
  ["a changed text", () => decrypt({ ...cipher, ciphertext: "AAAA" }, key, "here")],
  ["a short tag", () => decrypt({ ...cipher, tag: cipher.tag.slice(0, 6) }, key, "here")],
])("it does not open with %s", (_, open) => expect(open).toThrow());

test("the same text twice is not the same cipher", () => {
  expect(encrypt(Buffer.from("Ada"), key, "here")).not.toEqual(cipher);
});
