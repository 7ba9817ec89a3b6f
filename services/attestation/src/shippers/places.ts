import { join } from "node:path";
import { isId, type CustomerId } from "@rmp/vocabulary/ids";
import { z } from "zod";
import type { Place } from "../domain/place.ts";
import { type PlaceFile, placeFile } from "../journal/place-file.ts";
import type { ReportsPlace } from "./report-lanes.ts";

const place = z.strictObject({ segment: z.int().min(1), offset: z.int().min(0) });

const reportsPlace = z.strictObject({
  from: place,
  customers: z.record(
    z.custom<CustomerId>(isId),
    z.strictObject({ reported: place.optional(), sending: place.optional() }),
  ),
});

/** How far the minutes have come in a journal. */
export const minutesPlaceIn = (directory: string, fsync = false): PlaceFile<Place> =>
  placeFile(join(directory, "minutes.place.json"), (json) => place.parse(json), fsync);

/** How far the reports have. */
export const reportsPlaceIn = (directory: string, fsync = false): PlaceFile<ReportsPlace> =>
  placeFile(join(directory, "reports.place.json"), (json) => reportsPlace.parse(json), fsync);
