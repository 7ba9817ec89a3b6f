/** Who calls: the roles are the user's groups and the login name. */
export interface Identity {
  readonly name: string;
  readonly roles: ReadonlySet<string>;
}

/** Groups that the platform's bootstrap names on every store, this one and EventStoreDB alike. */
export const SERVICES = "rmp-services";
export const AUDITORS = "rmp-auditors";
export const ADMINS = "$admins";

/** The stream name that stands for the whole log. */
export const ALL = "$all";

/** What a caller may do; the same for the whole of a call. */
export interface Rights {
  mayRead(stream: string): boolean;
  mayAppend(stream: string): boolean;
}

/** The rights of a known caller, and of an anonymous one (undefined), who has none. */
export const rightsOf = (caller: Identity | undefined): Rights => ({
  mayRead: (stream) => mayRead(caller, stream),
  mayAppend: (stream) => mayAppend(caller, stream),
});

/** Without TLS there is no identity and no access rule, as on EventStoreDB. */
export const unsecured: Rights = { mayRead: () => true, mayAppend: (stream) => !isFixed(stream) };

type Caller = Identity | undefined;

const within = (caller: Caller, groups: readonly string[]): boolean =>
  caller !== undefined && groups.some((group) => caller.roles.has(group));

/** A metastream (`$$x`) is read under the rights of x. */
const subject = (stream: string): string => (stream.startsWith("$$") ? stream.slice(2) : stream);

/** User streams and the whole log: services, auditors, admins. System streams: admins. */
function mayRead(caller: Caller, stream: string): boolean {
  const open = stream === ALL || !subject(stream).startsWith("$");
  return within(caller, open ? [ADMINS, SERVICES, AUDITORS] : [ADMINS]);
}

/** User streams: services and admins. System streams: admins; metadata, settings and the log itself: nobody. */
function mayAppend(caller: Caller, stream: string): boolean {
  if (isFixed(stream)) return false;
  return within(caller, stream.startsWith("$") ? [ADMINS] : [ADMINS, SERVICES]);
}

/**
 * What these streams would change (rights, truncation) is built in: an accepted write would promise what does not
 * happen.
 */
const isFixed = (stream: string): boolean => stream === ALL || stream === "$settings" || stream.startsWith("$$");
