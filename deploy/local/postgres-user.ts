import { spawnSync } from "node:child_process";

/** What ends a database whose owner was killed: SIGINT, PostgreSQL's fast and clean shutdown. */
const END_WITH_PARENT = "--pdeathsig=INT";
const OWN_NAMESPACE = ["--user", "--map-user=65534", "--map-group=65534"];
const FILE_ACCESS = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--securebits=+no_setuid_fixup"];

export interface Machine {
  readonly platform: string;
  readonly uid: number | undefined;
  readonly userNamespaces: () => boolean;
}

const thisMachine: Machine = {
  platform: process.platform,
  uid: process.getuid?.(),
  userNamespaces: () => spawnSync("unshare", [...OWN_NAMESPACE, "true"], { stdio: "ignore" }).status === 0,
};

/**
 * The command line of a PostgreSQL program, which refuses to run as root. Root's becomes that of an ordinary user who
 * still reaches what root's 0700 folders hold, without an account on the machine: in a user namespace where root's
 * files are its own, or, where none is allowed (in a container), as uid 65534 past the permissions of files.
 */
export function asOrdinaryUser(program: string, machine: Machine = thisMachine): readonly [string, ...string[]] {
  if (machine.platform !== "linux") return [program];
  if (machine.uid !== 0) return ["setpriv", END_WITH_PARENT, program];
  if (machine.userNamespaces()) return ["unshare", ...OWN_NAMESPACE, "setpriv", END_WITH_PARENT, program];
  const nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];
  return ["setpriv", ...nobody, ...FILE_ACCESS, END_WITH_PARENT, program];
}
