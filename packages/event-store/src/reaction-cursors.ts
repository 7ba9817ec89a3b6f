import { z } from "zod";
import type { Position } from "./envelope.ts";
import { type Database, migrate, rowsOf } from "./postgres.ts";

/** How far each reaction has come: every fact up to its cursor is followed or parked. */
export interface Cursors {
  /** 0 before the first move. */
  read(reaction: string): Promise<Position>;
  /** Never goes back. */
  move(reaction: string, position: Position): Promise<void>;
}

/** PostgreSQL's bigint, which `pg` brings as text. */
const row = z.object({ position: z.string().transform(BigInt) });

/** The cursors of a service, in its own schema, which must stand. */
export async function postgresCursors(deps: { readonly pool: Database; readonly schema: string }): Promise<Cursors> {
  const { pool } = deps;
  const table = `${deps.schema}.reaction_cursors`;
  await migrate(pool, `create table if not exists ${table} (reaction text primary key, position bigint not null)`);
  return {
    async read(reaction) {
      const [found] = await rowsOf(pool, `select position from ${table} where reaction = $1`, reaction);
      return found ? row.parse(found).position : 0n;
    },
    async move(reaction, position) {
      await rowsOf(
        pool,
        `insert into ${table} as present (reaction, position) values ($1, $2)
         on conflict (reaction) do update set position = greatest(present.position, excluded.position)`,
        reaction,
        position.toString(),
      );
    },
  };
}
