import { expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import { defineEvents, type EventOf } from "./event-types.ts";
import { type Personal, personal } from "./personal.ts";

const bookEvents = defineEvents("lending", ["book"], {
  BookLent: z.object({ reader: z.string(), names: z.array(personal()) }),
  BookReturned: { version: 2, schema: z.object({ shelf: z.string() }), upcasters: { 1: () => ({ shelf: "A" }) } },
});

test("the catalog's types are a union that `type` tells apart, read-only at every depth", () => {
  expectTypeOf<EventOf<typeof bookEvents>>().toEqualTypeOf<
    | { readonly type: "BookLent"; readonly data: { readonly reader: string; readonly names: readonly Personal[] } }
    | { readonly type: "BookReturned"; readonly data: { readonly shelf: string } }
  >();
});

test("a category holds no dash", () => {
  expect(() => defineEvents("lending", ["book-shelf"], {})).toThrow('lending: "book-shelf" is no category');
});

test("every old version has its upcaster", () => {
  const schema = z.object({});
  expect(() =>
    defineEvents("lending", ["book"], { BookLent: { version: 3, schema, upcasters: { 1: (old) => old } } }),
  ).toThrow("lending: BookLent has no upcaster from version 2");
});
