import { readSecret, type Secrets, services } from "./secrets.ts";
import pg from "pg";

/** The one database, and a role and a schema per service, each owning only its own. Runs at every start; changes nothing twice. */
export async function makeRoles(port: number, secrets: Secrets): Promise<void> {
  const password = await readSecret(secrets.postgresSuperuser);
  await as({ port, password, database: "postgres" }, async (client) => {
    const { rowCount } = await client.query("select from pg_database where datname = 'rmp'");
    if (rowCount === 0) await client.query("create database rmp");
  });
  await as({ port, password, database: "rmp" }, async (client) => {
    for (const service of services) {
      const { rowCount } = await client.query("select from pg_roles where rolname = $1", [service]);
      const secret = client.escapeLiteral(await readSecret(secrets.postgresPassword(service)));
      await client.query(`${rowCount === 0 ? "create" : "alter"} role ${service} login password ${secret}`);
      await client.query(`create schema if not exists ${service} authorization ${service}`);
    }
  });
}

async function as(where: pg.ClientConfig, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ host: "127.0.0.1", user: "postgres", ...where });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
