import { defaultDataDirectory, startPlatform, findPlatform } from "./platform.ts";

const dataDirectory = process.env["RMP_DATA"] ?? defaultDataDirectory;
if (await findPlatform(dataDirectory)) {
  console.log(`The platform runs on ${dataDirectory} already.`);
  process.exit(0);
}
const platform = await startPlatform(dataDirectory, console.log);
