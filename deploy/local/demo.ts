import { join } from "node:path";
import { adoptPlan } from "./demo/adopt-plan.ts";
import { logIn } from "./cast.ts";
import { connectAs } from "./clients.ts";
import { onboard } from "./demo/onboarding.ts";
import { placeFirstCall } from "./demo/place-call.ts";
import { spoofTwice } from "./demo/spoof.ts";
import { createStory } from "./demo/story.ts";
import { saveJson } from "./json-file.ts";
import { defaultDataDirectory, findPlatform, startPlatform } from "./platform.ts";

const dataDirectory = process.env["RMP_DATA"] ?? defaultDataDirectory;
const story = createStory(console.log);

const running = await findPlatform(dataDirectory);
console.log(running ? `Uses the platform that runs on ${dataDirectory}.` : `Starts the platform on ${dataDirectory}:`);
await using platform = running ?? (await startPlatform(dataDirectory, (line) => story.say(line)));
using operator = connectAs("operator-platform", platform);
using desk = connectAs("tool-staff-desk", platform);
using sbc = connectAs("sbc-demo", platform);
const cast = await logIn(platform);

story.step(1, "The filed plan, and what its words mean here");
await adoptPlan(story, operator, desk, cast);
story.step(2, "A contact centre comes on board");
const onboarded = await onboard(story, desk, cast);
story.step(3, "Two numbers, and a signed call");
const customer = await placeFirstCall(story, { desk, sbc, cast, secrets: platform.secrets }, onboarded);
// What `npm start` says how to place a call with.
await saveJson(join(dataDirectory, "demo-customer.json"), customer);
story.step(4, "Warned once, then ended");
await spoofTwice({ story, desk, sbc, cast, customer });

console.log(story.broken === 0 ? "\nEvery expectation held." : `\n${story.broken} expectations did not hold.`);
if (story.hidden > 0) console.log(`${story.hidden} NOT SHOWN.`);
process.exitCode = story.broken === 0 ? 0 : 1;
