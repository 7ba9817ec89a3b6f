import { readFileSync, renameSync, writeFileSync } from "node:fs";

/** A small file that says how far a reader of the journal has come. */
export interface PlaceFile<T> {
  /** What was last saved; undefined where nothing was. Throws where the file cannot be read. */
  read(): T | undefined;
  /** Whole or not at all: a crash leaves the file as it was before. */
  save(value: T): void;
}

/** `fsync`: a loss of power too leaves the file whole; without it, the file may be empty then. */
export const placeFile = <T>(file: string, parse: (json: unknown) => T, fsync: boolean): PlaceFile<T> => ({
  read() {
    let text: string;
    try {
      text = readFileSync(file, "utf8");
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
      throw error;
    }
    return parse(JSON.parse(text));
  },
  save(value) {
    writeFileSync(`${file}.tmp`, JSON.stringify(value), { mode: 0o600, flush: fsync });
    renameSync(`${file}.tmp`, file);
  },
});
