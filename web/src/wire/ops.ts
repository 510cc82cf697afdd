// Made by `pith ops --emit=ts` from the op tables; not to be edited.

/** Bytes inside JSON; above 1 MiB they travel raw or as a stream. */
export interface Bytes {
  $bytes: string;
}

/** What one gets for a code. */
export type AuthAs = "cookie" | "token";

/** What somebody is known by. */
export type AuthKind = "system" | "owner" | "session" | "token" | "visitor";

/** What a credential lets its holder do. */
export type AuthScope = "desktop" | "standard" | "read" | "metrics" | "admin";

/** Where a value comes from, lowest first: what is set higher up wins. */
export type ConfigLayer = "builtin" | "system" | "user" | "folder" | "kept" | "environment" | "command";

/** How much a finding matters. */
export type ConfigGrade = "note" | "warning" | "error";

/** What a path is. */
export type FsKind = "file" | "directory" | "symlink" | "other";

/** What stood at a path. */
export type FsVersionKind = "nothing" | "file" | "directory" | "symlink" | "moved";

/** What happened. */
export type FsChangeKind = "watching" | "created" | "modified" | "deleted" | "gap";

/** Where written bytes go. */
export type FsWriteMode = "replace" | "append" | "patch";

/** How much an event matters. */
export type ObserveSeverity = "debug" | "info" | "warn" | "error";

/** What calling an op does to the world. */
export type OpEffect = "pure" | "read" | "write" | "exec" | "network" | "irreversible";

/** How far a proc's life has come. */
export type ProcState = "creating" | "initializing" | "running" | "suspended" | "ending" | "exited" | "reaped";

/** What a program is told. */
export type ProcSignal = "kill" | "term" | "int" | "hup" | "usr1" | "usr2";

/** Where a program's output came from. */
export type ProcStream = "out" | "err";

/** A session or a token. */
export interface AuthCredential {
  /** Its id, which is no secret. */
  id: string;
  /** Session or token. */
  kind: AuthKind;
  /** What it was called when it was made. */
  name: string;
  /** What it allows. */
  scope: AuthScope;
  /** When it was made. */
  created: number;
  /** When it ends by itself. */
  expires: number;
  /** When it was last used since pith started. */
  used?: number | null;
}

/** A setting. */
export interface ConfigSetting {
  /** Its name, such as log.level. */
  key: string;
  /** Its value; a secret's is not shown. */
  value: string;
  /** What it is when nobody sets it. */
  standard: string;
  /** Where its value comes from. */
  layer: ConfigLayer;
  /** Where exactly: FILE:LINE:COLUMN, or a variable; else empty. */
  origin: string;
  /** What it may be set to. */
  takes: string;
  /** The words it takes, if it is one of some. */
  choices: string[];
  /** Whether a change waits for the next start. */
  restart: boolean;
  /** Whether it has been changed and waits for that. */
  waits: boolean;
  /** What it sets. */
  doc: string;
}

/** A file of the configuration. */
export interface ConfigFile {
  /** Whose it is. */
  layer: ConfigLayer;
  /** Where it is. */
  path: string;
  /** Whether it is there. */
  exists: boolean;
  /** Whether its values count now. */
  used: boolean;
}

/** Something found in the configuration. */
export interface ConfigProblem {
  /** How much it matters. */
  grade: ConfigGrade;
  /** The file, or the variable. */
  file: string;
  /** The line; 0: it is not about one. */
  line: number;
  /** The column. */
  column: number;
  /** What is the matter. */
  text: string;
  /** What to do about it; may be empty. */
  hint: string;
}

/** A name in a directory. */
export interface FsEntry {
  /** The name. */
  name: string;
  /** What it is. */
  kind: FsKind;
  /** Its size in bytes. */
  size: number;
  /** When its contents last changed. */
  modified: number;
}

/** Text that takes the place of other text. */
export interface FsEdit {
  /** What is there now, exactly, with its blanks and line ends. */
  old: string;
  /** What is there then. */
  new: string;
  /** Everywhere it stands; else it must stand there exactly once. */
  all?: boolean | null;
}

/** A line that holds what was looked for, or a name that fits. */
export interface FsHit {
  /** The file, as one would name it to fs.read. */
  path: string;
  /** Whether it is a directory; only where no text was looked for. */
  directory: boolean;
  /** Which line, from 1. */
  line?: number | null;
  /** Where in that line, in bytes, from 1. */
  column?: number | null;
  /** The line; of a long one, the part around the place. */
  text?: string | null;
  /** The lines before it. */
  before?: string[] | null;
  /** The lines behind it. */
  after?: string[] | null;
}

/** What stood at a path before it was changed. */
export interface FsVersion {
  /** The change, as fs.undo and fs.restore take it. */
  undo: string;
  /** When it was changed. */
  time: number;
  /** By which op. */
  op: string;
  /** By whom; empty if that was taken back. */
  caller: string;
  /** What stood there. */
  kind: FsVersionKind;
  /** The size of the file in bytes. */
  size: number;
  /** Where it came from, if it was moved there. */
  from?: string | null;
}

/** Something that changed. */
export interface FsChange {
  /** What happened. */
  kind: FsChangeKind;
  /** Where, as one would name it to fs.read. */
  path: string;
  /** Whether it is a directory. */
  directory: boolean;
}

/** How one op has been used. */
export interface KernelOpStats {
  /** Its name. */
  op: string;
  /** How often. */
  calls: number;
  /** How often it failed. */
  errors: number;
  /** Half of the calls took no longer. */
  p50_ns: number;
  /** 95 of 100 took no longer. */
  p95_ns: number;
  /** 99 of 100 took no longer. */
  p99_ns: number;
}

/** Something that happened. */
export interface ObserveEvent {
  /** When. */
  time: number;
  /** What: op.done, proc.born, … */
  kind: string;
  /** How much it matters. */
  severity: ObserveSeverity;
  /** Who caused it; 0: pith itself. */
  proc: number;
  /** Whose story it belongs to, if to one. */
  chain?: string | null;
  /** The step in it. */
  span?: string | null;
  /** The step that led to this one. */
  parent?: string | null;
  /** The op that was called. */
  op?: string | null;
  /** In words. */
  text?: string | null;
  /** Its figures by name. */
  values: unknown;
}

/** A capability that an op asks for. */
export interface OpNeed {
  /** The verb. */
  capability: string;
  /** The parameter that says over what. */
  parameter?: string | null;
}

/** One op, in a line. */
export interface OpSummary {
  /** Its name. */
  name: string;
  /** What it does to the world. */
  effect: OpEffect;
  /** Its manual line. */
  doc: string;
}

/** A program that was started. */
export interface ProcRow {
  /** Its proc. */
  id: number;
  /** What was started. */
  program: string;
  /** How far its life has come. */
  state: ProcState;
  /** The proc that started it. */
  owner: number;
  /** When. */
  started: number;
  /** The process of its sandbox, while there is one. */
  pid?: number | null;
  /** Its exit status, if it ended of itself. */
  status?: number | null;
  /** The signal that ended it, if one did. */
  signal?: number | null;
  /** Processor time of its own and of what it started. */
  user?: number | null;
  /** And of the kernel, for it. */
  system?: number | null;
  /** The most memory it held, in bytes. */
  memory_peak?: number | null;
}

/** A piece of output. */
export interface ProcChunk {
  /** Where it came from. */
  stream: ProcStream;
  /** What it is. */
  data: Bytes;
}

/** A step of a plan. */
export interface SandboxPlanRow {
  /** What is done. */
  step: string;
  /** To what. */
  to: string;
  /** In which way: flags, figures, contents. */
  how: string;
  /** What it is for. */
  why: string;
}

/** A kept value. */
export interface StorageEntry {
  /** Its name. */
  key: string;
  /** The value. */
  value: unknown;
  /** When it was last set. */
  updated: number;
}

/** Something this host has or lacks. */
export interface SysProbe {
  /** What. */
  name: string;
  /** Whether it is there. */
  ok: boolean;
  /** What was found. */
  found: string;
  /** What pith uses it for. */
  purpose: string;
  /** What to do if it is missing. */
  remedy: string;
}

/** Give a one-time code for a session or a token. */
export interface AuthExchangeIn {
  /** The code. */
  code: string;
  /** What to get for it. */
  as?: AuthAs;
  /** What to call it in lists, such as the browser's name. */
  name?: string;
}

/** Give a one-time code for a session or a token. */
export interface AuthExchangeOut {
  /** The new credential's id. */
  id: string;
  /** When it ends by itself. */
  expires: number;
  /** For Authorization: Bearer; told only now. */
  token?: string | null;
  /** Set by the door as a cookie. */
  cookie?: string | null;
}

/** Make a one-time link that signs a browser in. */
export interface AuthLinkIn {
}

/** Make a one-time link that signs a browser in. */
export interface AuthLinkOut {
  /** To be opened in a browser on this machine. */
  url: string;
  /** The code in it, for who types it. */
  code: string;
  /** Until when it works, once. */
  expires: number;
}

/** All sessions and tokens. */
export interface AuthListIn {
}

/** All sessions and tokens. */
export interface AuthListOut {
  /** In the order in which they were made. */
  credentials: AuthCredential[];
}

/** End the session or token that one came with. */
export interface AuthLogoutIn {
}

/** End the session or token that one came with. */
export interface AuthLogoutOut {
  /** Whether there was one. */
  ended: boolean;
  /** Taken back by the door. */
  cookie?: string | null;
}

/** End a session or a token, and what is open under it. */
export interface AuthRevokeIn {
  /** Which one. */
  id: string;
}

/** End a session or a token, and what is open under it. */
export interface AuthRevokeOut {
  /** Whether there was one. */
  revoked: boolean;
}

/** Make a token for a program. */
export interface AuthTokenCreateIn {
  /** What to call it in lists. */
  name: string;
  /** What it allows. */
  scope?: AuthScope;
  /** How long it works; 90 days unless said. */
  lifetime?: number;
}

/** Make a token for a program. */
export interface AuthTokenCreateOut {
  /** Its id, for auth.revoke. */
  id: string;
  /** For Authorization: Bearer; told only now. */
  token: string;
  /** When it ends. */
  expires: number;
}

/** Who one is, and what one may. */
export interface AuthWhoIn {
}

/** Who one is, and what one may. */
export interface AuthWhoOut {
  /** How one is known. */
  kind: AuthKind;
  /** The proc that acts for one. */
  proc: number;
  /** What one holds; those over files reach only where grants do. */
  capabilities: string[];
  /** What one came with. */
  credential?: AuthCredential | null;
  /** Where the desktop is, if this pith has that door. */
  url?: string | null;
}

/** One setting. */
export interface ConfigGetIn {
  /** Its name, such as log.level. */
  key: string;
}

/** One setting. */
export interface ConfigGetOut {
  /** The setting. */
  setting: ConfigSetting;
}

/** The files of the configuration, lowest first. */
export interface ConfigPathIn {
}

/** The files of the configuration, lowest first. */
export interface ConfigPathOut {
  /** The files. */
  files: ConfigFile[];
}

/** Read the files again, and apply what can be applied without a restart. */
export interface ConfigReloadIn {
}

/** Read the files again, and apply what can be applied without a restart. */
export interface ConfigReloadOut {
  /** The settings that are different now. */
  changed: ConfigSetting[];
  /** What was found. */
  problems: ConfigProblem[];
}

/** Set a value in the person's file, and leave the rest of it as it is. */
export interface ConfigSetIn {
  /** The setting, such as log.level. */
  key: string;
  /** Its value, such as debug or 5m. */
  value: string;
}

/** Set a value in the person's file, and leave the rest of it as it is. */
export interface ConfigSetOut {
  /** The setting as it is now. */
  setting: ConfigSetting;
  /** The file that was changed. */
  file: string;
}

/** All settings, and what was found wrong with the configuration. */
export interface ConfigShowIn {
}

/** All settings, and what was found wrong with the configuration. */
export interface ConfigShowOut {
  /** The settings. */
  settings: ConfigSetting[];
  /** What was found. */
  problems: ConfigProblem[];
}

/** Let a folder's .pith/pith.toml count, as it is now. */
export interface ConfigTrustIn {
  /** The folder. */
  path: string;
  /** false takes it back. */
  trusted?: boolean;
}

/** Let a folder's .pith/pith.toml count, as it is now. */
export interface ConfigTrustOut {
  /** The folder, without links. */
  folder: string;
}

/** Take a value out of the person's file. */
export interface ConfigUnsetIn {
  /** The setting, such as log.level. */
  key: string;
}

/** Take a value out of the person's file. */
export interface ConfigUnsetOut {
  /** The setting as it is now. */
  setting: ConfigSetting;
  /** Whether it was in the file. */
  removed: boolean;
}

/** Look for mistakes in the files, or in a text that may become one. */
export interface ConfigValidateIn {
  /** A text to be looked at instead of the files. */
  text?: string | null;
}

/** Look for mistakes in the files, or in a text that may become one. */
export interface ConfigValidateOut {
  /** Whether there is no error. */
  valid: boolean;
  /** What was found, with its place. */
  problems: ConfigProblem[];
}

/** Copy a file, or a directory with all that is in it. */
export interface FsCopyIn {
  /** What to copy. */
  from: string;
  /** The name of the copy. */
  to: string;
  /** Take the place of a file that is there. */
  replace?: boolean;
  /** Copy a directory, too. */
  recursive?: boolean;
}

/** Copy a file, or a directory with all that is in it. */
export interface FsCopyOut {
  /** How many files were copied. */
  files: number;
  /** How many bytes they hold. */
  bytes: number;
  /** What fs.undo takes to take it back; left out if nothing could be kept. */
  undo?: string | null;
}

/** Make a new file; it must not be there yet. */
export interface FsCreateIn {
  /** File to make. */
  path: string;
  /** What it holds at first. */
  data?: Bytes | null;
}

/** Make a new file; it must not be there yet. */
export interface FsCreateOut {
  /** What fs.undo takes to take it back; left out if nothing could be kept. */
  undo?: string | null;
}

/** Delete a file or a symbolic link. */
export interface FsDeleteIn {
  /** What to delete. */
  path: string;
}

/** Delete a file or a symbolic link. */
export interface FsDeleteOut {
  /** What fs.undo takes to take it back; left out if nothing could be kept. */
  undo?: string | null;
}

/** Whether there is something at a path. */
export interface FsExistsIn {
  /** Where to look. */
  path: string;
}

/** Whether there is something at a path. */
export interface FsExistsOut {
  /** Whether there is. */
  exists: boolean;
}

/** Forget what stood at a path, and below it, before. */
export interface FsForgetIn {
  /** The path. */
  path: string;
}

/** Forget what stood at a path, and below it, before. */
export interface FsForgetOut {
  /** How many versions were forgotten. */
  versions: number;
  /** How many bytes they held. */
  bytes: number;
}

/** The caller's working directory. */
export interface FsGetcwdIn {
}

/** The caller's working directory. */
export interface FsGetcwdOut {
  /** Where relative paths begin. */
  path: string;
}

/** List a directory, in the order of names. */
export interface FsListIn {
  /** Directory to list. */
  path?: string;
  /** Go on behind this name. */
  after?: string | null;
  /** How many at most. */
  limit?: number;
}

/** List a directory, in the order of names. */
export interface FsListOut {
  /** The names. */
  entries: FsEntry[];
  /** Whether there are more behind the last. */
  more: boolean;
}

/** Make a directory. */
export interface FsMkdirIn {
  /** Directory to make. */
  path: string;
  /** Make those above it, too; it may be there already. */
  parents?: boolean;
}

/** Make a directory. */
export interface FsMkdirOut {
}

/** Move or rename a file or a directory. */
export interface FsMoveIn {
  /** What to move. */
  from: string;
  /** Its new name. */
  to: string;
  /** Take the place of a file that is there. */
  replace?: boolean;
}

/** Move or rename a file or a directory. */
export interface FsMoveOut {
  /** What fs.undo takes to take it back; left out if nothing could be kept. */
  undo?: string | null;
}

/** Replace exact text in a file: all of the edits, or none. */
export interface FsPatchIn {
  /** File to change. */
  path: string;
  /** The edits, each made in what the one before it left. */
  edits: FsEdit[];
  /** Only if its contents last changed then, as fs.stat said. */
  modified?: number | null;
  /** Only if this is the SHA-256 of what it holds. */
  sha256?: string | null;
}

/** Replace exact text in a file: all of the edits, or none. */
export interface FsPatchOut {
  /** How many places were changed. */
  replaced: number;
  /** The size of the file now. */
  size: number;
  /** The SHA-256 of what it holds now. */
  sha256: string;
  /** What fs.undo takes to take it back; left out if nothing could be kept. */
  undo?: string | null;
}

/** Read a file, or a range of it. */
export interface FsReadIn {
  /** File to read. */
  path: string;
  /** First byte. */
  offset?: number;
  /** How many bytes at most; left out: to the end. */
  count?: number | null;
}

/** Read a file, or a range of it. */
export interface FsReadOut {
  /** What was read. */
  data: Bytes;
  /** The size of the whole file. */
  size: number;
}

/** Put back what stood at a path. What stands there now is kept, too. */
export interface FsRestoreIn {
  /** The path. */
  path: string;
  /** Before which change; left out: before the last one. */
  undo?: string | null;
}

/** Put back what stood at a path. What stands there now is kept, too. */
export interface FsRestoreOut {
  /** What fs.undo takes to take it back; left out if nothing could be kept. */
  undone?: string | null;
}

/** Remove a directory. */
export interface FsRmdirIn {
  /** Directory to remove. */
  path: string;
  /** With all that is in it. */
  recursive?: boolean;
}

/** Remove a directory. */
export interface FsRmdirOut {
  /** What fs.undo takes to take it back; left out if nothing could be kept. */
  undo?: string | null;
}

/** Look for files by name, and for text in them, in a whole tree. */
export interface FsSearchIn {
  /** Where to look: a directory, or one file. */
  path?: string;
  /** What lines must hold; left out: every name is a hit. */
  text?: string | null;
  /** The text is a regular expression, as Perl has them. */
  regex?: boolean;
  /** Capital and small letters are the same. */
  ignore_case?: boolean;
  /** It must stand as a whole word. */
  word?: boolean;
  /** Only names that fit one of these globs (*.c, src/**\/*.h); not those that fit one behind a !. */
  names?: string[] | null;
  /** Also names that begin with a dot. */
  hidden?: boolean;
  /** Also what .gitignore, .ignore and .git/info/exclude leave out. */
  ignored?: boolean;
  /** Also files with zero bytes in them. */
  binary?: boolean;
  /** Follow symbolic links that stay inside of what was granted. */
  follow?: boolean;
  /** How many lines before and behind each hit. */
  context?: number;
  /** How many hits at most. */
  limit?: number;
}

/** Look for files by name, and for text in them, in a whole tree. */
export interface FsSearchOut {
  /** How many there were; they come in no order, those of one file in the order of lines. */
  hits: number;
  /** Whether it ended at the limit. */
  more: boolean;
  /** How many files were looked at. */
  files: number;
  /** How many bytes of them. */
  bytes: number;
  /** How many files and directories could not be read, or are closed to the caller. */
  skipped: number;
}

/** Change the caller's working directory. */
export interface FsSetcwdIn {
  /** Where relative paths begin from now on. */
  path: string;
}

/** Change the caller's working directory. */
export interface FsSetcwdOut {
  /** The same from the root on. */
  absolute: string;
}

/** What is at a path. */
export interface FsStatIn {
  /** Where to look. */
  path: string;
  /** Follow a symbolic link, or tell of the link itself. */
  follow?: boolean;
}

/** What is at a path. */
export interface FsStatOut {
  /** What it is. */
  kind: FsKind;
  /** Its size in bytes. */
  size: number;
  /** Its permission bits. */
  mode: number;
  /** How many names it has. */
  links: number;
  /** When its contents last changed. */
  modified: number;
  /** When anything about it last changed. */
  changed: number;
  /** Where the link leads, if it is one. */
  target?: string | null;
}

/** Cut a file, or make it longer with zeros. */
export interface FsTruncateIn {
  /** File to cut. */
  path: string;
  /** Its size from then on. */
  size: number;
}

/** Cut a file, or make it longer with zeros. */
export interface FsTruncateOut {
  /** What fs.undo takes to take it back; left out if nothing could be kept. */
  undo?: string | null;
}

/** Take back changes of files: one that is named, or the caller's last. */
export interface FsUndoIn {
  /** The change, as the op that made it said. */
  undo?: string | null;
  /** Without undo: how many of the caller's last calls. */
  count?: number;
}

/** Take back changes of files: one that is named, or the caller's last. */
export interface FsUndoOut {
  /** What was put back, in this order. */
  paths: string[];
  /** For each call taken back, what undoes that again, as far as it could be kept. */
  undone: string[];
}

/** What stood at a path before, newest first. */
export interface FsVersionsIn {
  /** The path. */
  path: string;
  /** How many at most. */
  limit?: number;
}

/** What stood at a path before, newest first. */
export interface FsVersionsOut {
  /** What is kept. */
  versions: FsVersion[];
}

/** What changes in a directory and below it, until called off. */
export interface FsWatchIn {
  /** The directory. */
  path?: string;
  /** Also in all directories below it, and in new ones. */
  recursive?: boolean;
  /** Changes of one path within this time are told as one. */
  every?: number;
}

/** What changes in a directory and below it, until called off. */
export interface FsWatchOut {
  /** How many changes were told. */
  sent: number;
}

/** Write a file. */
export interface FsWriteIn {
  /** File to write. */
  path: string;
  /** What to write. */
  data: Bytes;
  /** Where the bytes go. */
  mode?: FsWriteMode;
  /** First byte, for mode patch. */
  offset?: number;
  /** Make the file if it is not there. */
  create?: boolean;
}

/** Write a file. */
export interface FsWriteOut {
  /** The size of the file now. */
  size: number;
  /** What fs.undo takes to take it back; left out if nothing could be kept. */
  undo?: string | null;
}

/** Figures of the kernel since it started. */
export interface KernelStatsIn {
}

/** Figures of the kernel since it started. */
export interface KernelStatsOut {
  /** Rows in the op table. */
  ops: number;
  /** Calls that were answered. */
  calls: number;
  /** Of these: refused. */
  denied: number;
  /** Of these: failed otherwise. */
  failed: number;
  /** Decisions that were prepared. */
  plans_prepared: number;
  /** Times that prepared decisions became stale. */
  plans_dropped: number;
  /** Procs alive. */
  procs: number;
  /** Procs ever made. */
  procs_born: number;
  /** Events emitted. */
  events: number;
  /** Ops that were called, most called first. */
  by_op: KernelOpStats[];
}

/** Events as they happen, until called off. */
export interface ObserveFollowIn {
  /** Leave out what matters less. */
  least?: ObserveSeverity;
  /** Only kinds that begin so, such as op. */
  kind?: string;
  /** Only of this op. */
  op?: string;
  /** Only of this story. */
  chain?: string;
}

/** Events as they happen, until called off. */
export interface ObserveFollowOut {
  /** How many there were. */
  sent: number;
}

/** All figures, as Prometheus reads them. */
export interface ObserveMetricsIn {
}

/** All figures, as Prometheus reads them. */
export interface ObserveMetricsOut {
  /** The exposition format, version 0.0.4. */
  text: string;
}

/** The last events, oldest first. */
export interface ObserveRecentIn {
  /** How many at most. */
  limit?: number;
  /** Leave out what matters less. */
  least?: ObserveSeverity;
  /** Only kinds that begin so, such as op. */
  kind?: string;
  /** Only of this op. */
  op?: string;
  /** Only of this story. */
  chain?: string;
}

/** The last events, oldest first. */
export interface ObserveRecentOut {
  /** The events. */
  events: ObserveEvent[];
  /** How many were overwritten before they could be read. */
  lost: number;
}

/** Everything the table says about one op. */
export interface OpsDescribeIn {
  /** The op, such as fs.read. */
  name: string;
}

/** Everything the table says about one op. */
export interface OpsDescribeOut {
  /** Its name. */
  name: string;
  /** Its stable number. */
  number: number;
  /** Its manual line. */
  doc: string;
  /** What it does to the world. */
  effect: OpEffect;
  /** Where its handler runs. */
  how: string;
  /** Whether calling it twice is as calling it once. */
  idempotent: boolean;
  /** What the caller must hold. */
  needs: OpNeed[];
  /** JSON Schema of its parameters. */
  input: unknown;
  /** JSON Schema of its result. */
  output: unknown;
  /** JSON Schema of an item, if it streams. */
  stream?: unknown | null;
  /** The op that undoes it. */
  undo?: string | null;
}

/** List the ops, in the order of their names. */
export interface OpsListIn {
  /** Only those of this family, such as fs. */
  service?: string;
}

/** List the ops, in the order of their names. */
export interface OpsListOut {
  /** The ops. */
  ops: OpSummary[];
}

/** Find ops by words, best first. */
export interface OpsSearchIn {
  /** What one wants to do. */
  query: string;
  /** How many at most. */
  limit?: number;
}

/** Find ops by words, best first. */
export interface OpsSearchOut {
  /** The ops that fit. */
  ops: OpSummary[];
}

/** How a program is. */
export interface ProcInfoIn {
  /** Its proc. */
  id: number;
}

/** How a program is. */
export interface ProcInfoOut {
  /** How it is. */
  proc: ProcRow;
}

/** Tell a program to end, or send it another signal. */
export interface ProcKillIn {
  /** Its proc. */
  id: number;
  /** What it is told. */
  signal?: ProcSignal;
}

/** Tell a program to end, or send it another signal. */
export interface ProcKillOut {
}

/** The programs one has started; with kill_process, all. */
export interface ProcListIn {
}

/** The programs one has started; with kill_process, all. */
export interface ProcListOut {
  /** Oldest first. */
  procs: ProcRow[];
}

/** A program's output, until it has ended; it runs on no faster than this is read. */
export interface ProcOutputIn {
  /** Its proc. */
  id: number;
}

/** A program's output, until it has ended; it runs on no faster than this is read. */
export interface ProcOutputOut {
  /** How many bytes there were. */
  sent: number;
}

/** Say how large the terminal is in which a program shows itself. */
export interface ProcResizeIn {
  /** Its proc. */
  id: number;
  /** Letters in a line. */
  columns: number;
  /** Lines. */
  lines: number;
}

/** Say how large the terminal is in which a program shows itself. */
export interface ProcResizeOut {
}

/** Start a shell that reads one line, in a sandbox of its own. */
export interface ProcShellIn {
  /** What a shell makes of it is done. */
  line: string;
  /** The directory to share with it, in which it then starts. */
  dir?: string;
  /** Share dir. */
  read?: boolean;
  /** Share dir for writing, too. */
  write?: boolean;
  /** Throw its output away; else it waits for proc.output. */
  quiet?: boolean;
  /** Give it a terminal instead of pipes. */
  terminal?: boolean;
  /** Let it outlive the caller. */
  stay?: boolean;
}

/** Start a shell that reads one line, in a sandbox of its own. */
export interface ProcShellOut {
  /** Its proc. */
  id: number;
  /** What enforces the limits: cgroup v2, cgroup v1 or rlimits. */
  limits_by: string;
}

/** Start a program in a sandbox of its own. */
export interface ProcSpawnIn {
  /** The program: a path, or a name in the system's directories. */
  program: string;
  /** Its arguments, one by one; no shell reads them. */
  args?: string[] | null;
  /** NAME=value, besides HOME, PATH and LANG, which all programs have. */
  env?: string[] | null;
  /** The directory to share with it, in which it then starts. */
  dir?: string;
  /** Share dir. */
  read?: boolean;
  /** Share dir for writing, too. */
  write?: boolean;
  /** Throw its output away; else it waits for proc.output. */
  quiet?: boolean;
  /** Give it a terminal instead of pipes. */
  terminal?: boolean;
  /** Let it outlive the caller. */
  stay?: boolean;
  /** Bytes of memory, of all its processes. */
  memory?: number;
  /** Processes and threads at once. */
  processes?: number;
  /** Descriptors of each process. */
  files?: number;
  /** Processor time of each process; 0: no limit. */
  cpu_seconds?: number;
}

/** Start a program in a sandbox of its own. */
export interface ProcSpawnOut {
  /** Its proc. */
  id: number;
  /** What enforces the limits: cgroup v2, cgroup v1 or rlimits. */
  limits_by: string;
}

/** Wait until a program has ended, and how. */
export interface ProcWaitIn {
  /** Its proc. */
  id: number;
}

/** Wait until a program has ended, and how. */
export interface ProcWaitOut {
  /** How it ended; it is forgotten with this answer. */
  proc: ProcRow;
}

/** Write to a program's standard input, or to its terminal. */
export interface ProcWriteIn {
  /** Its proc. */
  id: number;
  /** What to write. */
  data: Bytes;
  /** Close it behind that, if all of it was taken. */
  end?: boolean;
}

/** Write to a program's standard input, or to its terminal. */
export interface ProcWriteOut {
  /** How many bytes there was room for; the rest is to be written again. */
  taken: number;
}

/** What would be done to start a program; nothing is. */
export interface SandboxPlanIn {
  /** The program. */
  program: string;
  /** Its arguments. */
  args?: string[] | null;
  /** A directory to be shared with it. */
  dir?: string;
  /** Share it. */
  read?: boolean;
  /** Share it for writing, too. */
  write?: boolean;
}

/** What would be done to start a program; nothing is. */
export interface SandboxPlanOut {
  /** What enforces the limits: cgroup v2, cgroup v1 or rlimits. */
  limits_by: string;
  /** In the order in which they are done; one that fails stops the start. */
  steps: SandboxPlanRow[];
}

/** Forget all values of an app. */
export interface StorageClearIn {
  /** Whose values. */
  app: string;
}

/** Forget all values of an app. */
export interface StorageClearOut {
  /** How many there were. */
  removed: number;
}

/** A value that was kept. */
export interface StorageGetIn {
  /** Whose values. */
  app?: string;
  /** Its name. */
  key: string;
}

/** A value that was kept. */
export interface StorageGetOut {
  /** The value. */
  value: unknown;
  /** When it was last set. */
  updated: number;
}

/** The values that are kept, in the order of their names. */
export interface StorageListIn {
  /** Whose values. */
  app?: string;
  /** Go on behind this name. */
  after?: string;
  /** How many at most. */
  limit?: number;
}

/** The values that are kept, in the order of their names. */
export interface StorageListOut {
  /** The values. */
  entries: StorageEntry[];
  /** Whether there are more behind the last. */
  more: boolean;
}

/** Forget a value. */
export interface StorageRemoveIn {
  /** Whose values. */
  app?: string;
  /** Its name. */
  key: string;
}

/** Forget a value. */
export interface StorageRemoveOut {
  /** Whether there was one. */
  removed: boolean;
}

/** Keep a value; it is on disk when this returns. */
export interface StorageSetIn {
  /** Whose values. */
  app?: string;
  /** Its name. */
  key: string;
  /** The value, any JSON of up to 256 KiB. */
  value: unknown;
}

/** Keep a value; it is on disk when this returns. */
export interface StorageSetOut {
}

/** A variable of the environment that programs are given. */
export interface SysGetEnvIn {
  /** Its name. */
  name: string;
}

/** A variable of the environment that programs are given. */
export interface SysGetEnvOut {
  /** Its value. */
  value: string;
}

/** Whether pith is well, and how much it does. */
export interface SysHealthIn {
}

/** Whether pith is well, and how much it does. */
export interface SysHealthOut {
  /** Whether it is. */
  ok: boolean;
  /** The version of pith. */
  version: string;
  /** How long it has been running. */
  uptime: number;
  /** Bytes of memory that it holds. */
  rss: number;
  /** Procs alive. */
  procs: number;
  /** Calls that are not answered yet. */
  calls_running: number;
}

/** What this machine and this pith are. */
export interface SysInfoIn {
}

/** What this machine and this pith are. */
export interface SysInfoOut {
  /** The version of pith. */
  version: string;
  /** The operating system. */
  system: string;
  /** Its kernel. */
  kernel: string;
  /** The kind of processor. */
  machine: string;
  /** The machine's name. */
  host: string;
  /** How many processors pith may use. */
  processors: number;
  /** Bytes of memory in all. */
  memory: number;
  /** Bytes of it that could be had. */
  memory_free: number;
  /** The daemon's process. */
  pid: number;
  /** Bytes of memory that the daemon holds. */
  rss: number;
  /** Where it keeps its data. */
  data: string;
  /** What the host has. */
  probes: SysProbe[];
}

/** Set a variable for the programs that pith starts from now on. */
export interface SysSetEnvIn {
  /** Its name. */
  name: string;
  /** Its value; left out: it is taken away. */
  value?: string | null;
}

/** Set a variable for the programs that pith starts from now on. */
export interface SysSetEnvOut {
}

/** Stop the daemon: finish what runs, then end. */
export interface SysStopIn {
}

/** Stop the daemon: finish what runs, then end. */
export interface SysStopOut {
}

/** What time it is. */
export interface TimeNowIn {
}

/** What time it is. */
export interface TimeNowOut {
  /** Milliseconds since 1970, UTC. */
  now: number;
}

/** Wait. */
export interface TimeSleepIn {
  /** How long. */
  ms: number;
}

/** Wait. */
export interface TimeSleepOut {
}

/** How long the daemon has been running. */
export interface TimeUptimeIn {
}

/** How long the daemon has been running. */
export interface TimeUptimeOut {
  /** How long. */
  ms: number;
  /** Since when. */
  started: number;
}

/** Every op by name. */
export interface Ops {
  "auth.exchange": { in: AuthExchangeIn; out: AuthExchangeOut };
  "auth.link": { in: AuthLinkIn; out: AuthLinkOut };
  "auth.list": { in: AuthListIn; out: AuthListOut };
  "auth.logout": { in: AuthLogoutIn; out: AuthLogoutOut };
  "auth.revoke": { in: AuthRevokeIn; out: AuthRevokeOut };
  "auth.token_create": { in: AuthTokenCreateIn; out: AuthTokenCreateOut };
  "auth.who": { in: AuthWhoIn; out: AuthWhoOut };
  "config.get": { in: ConfigGetIn; out: ConfigGetOut };
  "config.path": { in: ConfigPathIn; out: ConfigPathOut };
  "config.reload": { in: ConfigReloadIn; out: ConfigReloadOut };
  "config.set": { in: ConfigSetIn; out: ConfigSetOut };
  "config.show": { in: ConfigShowIn; out: ConfigShowOut };
  "config.trust": { in: ConfigTrustIn; out: ConfigTrustOut };
  "config.unset": { in: ConfigUnsetIn; out: ConfigUnsetOut };
  "config.validate": { in: ConfigValidateIn; out: ConfigValidateOut };
  "fs.copy": { in: FsCopyIn; out: FsCopyOut };
  "fs.create": { in: FsCreateIn; out: FsCreateOut };
  "fs.delete": { in: FsDeleteIn; out: FsDeleteOut };
  "fs.exists": { in: FsExistsIn; out: FsExistsOut };
  "fs.forget": { in: FsForgetIn; out: FsForgetOut };
  "fs.getcwd": { in: FsGetcwdIn; out: FsGetcwdOut };
  "fs.list": { in: FsListIn; out: FsListOut };
  "fs.mkdir": { in: FsMkdirIn; out: FsMkdirOut };
  "fs.move": { in: FsMoveIn; out: FsMoveOut };
  "fs.patch": { in: FsPatchIn; out: FsPatchOut };
  "fs.read": { in: FsReadIn; out: FsReadOut };
  "fs.restore": { in: FsRestoreIn; out: FsRestoreOut };
  "fs.rmdir": { in: FsRmdirIn; out: FsRmdirOut };
  "fs.search": { in: FsSearchIn; out: FsSearchOut; stream: FsHit };
  "fs.setcwd": { in: FsSetcwdIn; out: FsSetcwdOut };
  "fs.stat": { in: FsStatIn; out: FsStatOut };
  "fs.truncate": { in: FsTruncateIn; out: FsTruncateOut };
  "fs.undo": { in: FsUndoIn; out: FsUndoOut };
  "fs.versions": { in: FsVersionsIn; out: FsVersionsOut };
  "fs.watch": { in: FsWatchIn; out: FsWatchOut; stream: FsChange };
  "fs.write": { in: FsWriteIn; out: FsWriteOut };
  "kernel.stats": { in: KernelStatsIn; out: KernelStatsOut };
  "observe.follow": { in: ObserveFollowIn; out: ObserveFollowOut; stream: ObserveEvent };
  "observe.metrics": { in: ObserveMetricsIn; out: ObserveMetricsOut };
  "observe.recent": { in: ObserveRecentIn; out: ObserveRecentOut };
  "ops.describe": { in: OpsDescribeIn; out: OpsDescribeOut };
  "ops.list": { in: OpsListIn; out: OpsListOut };
  "ops.search": { in: OpsSearchIn; out: OpsSearchOut };
  "proc.info": { in: ProcInfoIn; out: ProcInfoOut };
  "proc.kill": { in: ProcKillIn; out: ProcKillOut };
  "proc.list": { in: ProcListIn; out: ProcListOut };
  "proc.output": { in: ProcOutputIn; out: ProcOutputOut; stream: ProcChunk };
  "proc.resize": { in: ProcResizeIn; out: ProcResizeOut };
  "proc.shell": { in: ProcShellIn; out: ProcShellOut };
  "proc.spawn": { in: ProcSpawnIn; out: ProcSpawnOut };
  "proc.wait": { in: ProcWaitIn; out: ProcWaitOut };
  "proc.write": { in: ProcWriteIn; out: ProcWriteOut };
  "sandbox.plan": { in: SandboxPlanIn; out: SandboxPlanOut };
  "storage.clear": { in: StorageClearIn; out: StorageClearOut };
  "storage.get": { in: StorageGetIn; out: StorageGetOut };
  "storage.list": { in: StorageListIn; out: StorageListOut };
  "storage.remove": { in: StorageRemoveIn; out: StorageRemoveOut };
  "storage.set": { in: StorageSetIn; out: StorageSetOut };
  "sys.get_env": { in: SysGetEnvIn; out: SysGetEnvOut };
  "sys.health": { in: SysHealthIn; out: SysHealthOut };
  "sys.info": { in: SysInfoIn; out: SysInfoOut };
  "sys.set_env": { in: SysSetEnvIn; out: SysSetEnvOut };
  "sys.stop": { in: SysStopIn; out: SysStopOut };
  "time.now": { in: TimeNowIn; out: TimeNowOut };
  "time.sleep": { in: TimeSleepIn; out: TimeSleepOut };
  "time.uptime": { in: TimeUptimeIn; out: TimeUptimeOut };
}
