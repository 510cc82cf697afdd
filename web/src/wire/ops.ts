// Made by `pith ops --emit=ts` from the op tables; not to be edited.

/** Bytes inside JSON; above 1 MiB they travel raw or as a stream. */
export interface Bytes {
  $bytes: string;
}

/** What one gets for a code. */
export type AuthAs = "cookie" | "token";

/** What somebody is known by. */
export type AuthKind = "system" | "owner" | "session" | "token" | "visitor" | "native" | "service";

/** What a credential lets its holder do. */
export type AuthScope = "desktop" | "standard" | "read" | "metrics" | "admin";

/** The order of a batch's calls. */
export type BatchMode = "sequential" | "parallel";

/** What a failed call means for the rest. */
export type BatchFailure = "stop" | "go_on" | "undo";

/** Where a value comes from, lowest first: what is set higher up wins. */
export type ConfigLayer = "builtin" | "system" | "user" | "folder" | "kept" | "environment" | "command";

/** How much a finding matters. */
export type ConfigGrade = "note" | "warning" | "error";

/** A way to sum up what a file holds. */
export type FsHashKind = "sha256" | "blake2b";

/** What a path is. */
export type FsKind = "file" | "directory" | "symlink" | "other";

/** What keeps what is mounted. */
export type FsMountKind = "local" | "memory" | "overlay";

/** What stood at a path. */
export type FsVersionKind = "nothing" | "file" | "directory" | "symlink" | "moved";

/** What happened. */
export type FsChangeKind = "watching" | "created" | "modified" | "deleted" | "gap";

/** Where written bytes go. */
export type FsWriteMode = "replace" | "append" | "patch";

/** What was unusual. */
export type ObserveSubject = "op" | "proc";

/** How a step of a story went. */
export type ObserveOutcome = "done" | "failed" | "denied" | "running" | "note";

/** How much an event matters. */
export type ObserveSeverity = "debug" | "info" | "warn" | "error";

/** What a figure is. */
export type ObserveForm = "counter" | "gauge";

/** Which events come first. */
export type ObserveOrder = "newest" | "oldest";

/** What calling an op does to the world. */
export type OpEffect = "pure" | "read" | "write" | "exec" | "network" | "irreversible";

/** What a proc is. */
export type CallerKind = "system" | "owner" | "session" | "token" | "visitor" | "native" | "service" | "agent" | "app" | "skill" | "plugin" | "channel";

/** How far a proc's life has come. */
export type ProcState = "creating" | "initializing" | "ready" | "running" | "waiting" | "suspended" | "ending" | "exited" | "reaped";

/** What ended a proc that did not end of itself, or the limit that it met before it failed. */
export type ProcWhy = "memory" | "processes" | "cpu_seconds" | "wall_time" | "children" | "handles" | "network_bytes" | "ops_per_second" | "calls_at_once" | "killed" | "called_off" | "parent_ended" | "stopping";

/** What a program is told. */
export type ProcSignal = "kill" | "term" | "int" | "hup" | "usr1" | "usr2";

/** Where a program's output came from. */
export type ProcStream = "out" | "err";

/** What a program can reach. */
export type NetworkMode = "full" | "private" | "shared" | "bridged";

/** How a service is. */
export type ServiceState = "stopped" | "waiting" | "starting" | "ready" | "stopping" | "failed";

/** How many processes of a service there are. */
export type ServicePer = "system" | "user";

/** How a service is connected. */
export type ServiceNetwork = "none" | "private" | "shared";

/** How far a task has come. */
export type TaskState = "pending" | "running" | "completed" | "failed" | "cancelled";

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

/** One call of a batch. */
export interface BatchCall {
  /** The op. */
  op: string;
  /** Its arguments, an object. */
  args?: unknown | null;
}

/** What went wrong. */
export interface TaskError {
  /** The kind of error, such as not_found. */
  kind: string;
  /** The reason, for programs. */
  reason: string;
  /** The reason, for people. */
  text: string;
  /** What to do next. */
  hint?: string | null;
  /** Particulars by name. */
  details: unknown;
}

/** What became of one call of a batch. */
export interface BatchResult {
  /** Whether it ended well. */
  ok: boolean;
  /** What the op gave. */
  result?: unknown | null;
  /** Why it failed; a call that was left out has neither. */
  error?: TaskError | null;
  /** Whether it was taken back. */
  undone?: boolean | null;
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

/** Something that is mounted. */
export interface FsMountRow {
  /** Where. */
  at: string;
  /** What keeps it. */
  kind: FsMountKind;
  /** Whether it cannot be changed. */
  read_only: boolean;
  /** Whether it stays when its owner ends. */
  stays: boolean;
  /** The proc that mounted it. */
  owner: number;
  /** The directory; of an overlay, the one that is never written. Only told to its owner. */
  source?: string | null;
  /** Of memory: how many bytes it holds, names among them. */
  used?: number | null;
  /** Of memory: how many it may hold. */
  most?: number | null;
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

/** A name below a directory. */
export interface FsEntryBelow {
  /** From that directory on. */
  path: string;
  /** What it is. */
  kind: FsKind;
  /** Its size in bytes. */
  size: number;
  /** When its contents last changed. */
  modified: number;
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

/** Memory that serves one purpose. */
export interface MemPart {
  /** What for: heap, pages of databases, plans of procs, … */
  name: string;
  /** Bytes in use. */
  bytes: number;
  /** Bytes that mem.gc could give back. */
  idle: number;
}

/** One address of a host, and whether it may be reached. */
export interface NetVerdict {
  /** The address. */
  address: string;
  /** What kind of place it is. */
  what: string;
  /** Whether it may be reached. */
  allowed: boolean;
  /** If not, why. */
  why?: string | null;
}

/** A header of HTTP. */
export interface NetHeader {
  /** Its name. */
  name: string;
  /** Its value. */
  value: string;
}

/** A part of an answer; the head comes first, alone. */
export interface NetPiece {
  /** With the head: what net.send calls this exchange. */
  id?: number | null;
  /** With the head: the status. */
  status?: number | null;
  /** With the head: where the answer came from, after redirects. */
  url?: string | null;
  /** With the head: its headers. */
  headers: NetHeader[];
  /** Else: the next bytes of the body. */
  data?: Bytes | null;
}

/** What a program did through a proxy that was made for it. */
export interface NetVisit {
  /** In the first item alone: where the proxy listens. */
  address?: string | null;
  /** The proxy's port in the first item; else the one that was reached. */
  port?: number | null;
  /** In the first item: whom it lets in. */
  user?: string | null;
  /** In the first item: by what; it ends with the proxy. */
  password?: string | null;
  /** What was to be reached. */
  host?: string | null;
  /** Why it was not. */
  refused?: string | null;
  /** Bytes from the program, once it is over. */
  sent?: number | null;
  /** And to it. */
  received?: number | null;
}

/** Something far from what is usual. */
export interface ObserveAnomaly {
  /** When. */
  time: number;
  /** What was unusual. */
  subject: ObserveSubject;
  /** In words: what, and how far. */
  text: string;
  /** The op. */
  op?: string | null;
  /** Who called. */
  proc: number;
  /** The story. */
  chain?: string | null;
  /** What it was: nanoseconds, or calls a second. */
  value: number;
  /** What is usual. */
  mean: number;
  /** The standard deviation of that. */
  sd: number;
  /** How many of these it was away. */
  sigmas: number;
}

/** A step of a story, or something that happened in it. */
export interface ObserveStep {
  /** How many steps stand above it. */
  depth: number;
  /** How many follow one level below it. */
  children: number;
  /** When it began. */
  time: number;
  /** The same, in nanoseconds from the start of the story. */
  at: number;
  /** Nanoseconds, if it took any. */
  took?: number | null;
  /** How it went. */
  outcome: ObserveOutcome;
  /** What it was: op.done, proc.exited, … */
  kind: string;
  /** How much it matters. */
  severity: ObserveSeverity;
  /** The op that was called. */
  op?: string | null;
  /** Who did it; 0: pith itself. */
  proc: number;
  /** That proc's name, if it is known. */
  who?: string | null;
  /** In words. */
  text?: string | null;
  /** The step. */
  span?: string | null;
  /** The step above it, also if that came from elsewhere. */
  parent?: string | null;
  /** Its figures by name. */
  values: unknown;
}

/** A figure. */
export interface ObserveFigure {
  /** Its name, as at /metrics without pith_. */
  name: string;
  /** What it is. */
  form: ObserveForm;
  /** What it is of, where there are several of the name. */
  label?: string | null;
  /** How much it is. */
  value: number;
  /** What it counts. */
  doc: string;
}

/** The calls of one stretch of a histogram. */
export interface ObserveBucket {
  /** Seconds that none of them took longer than. */
  most: number;
  /** How many took no longer, those of the buckets before among them. */
  calls: number;
}

/** How long the calls of one op took. */
export interface ObserveHistogram {
  /** Its name. */
  op: string;
  /** How many there were. */
  calls: number;
  /** How many failed. */
  errors: number;
  /** Seconds they took in all. */
  sum: number;
  /** Those of /metrics; what took longer still is in none. */
  buckets: ObserveBucket[];
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

/** What one proc has called. */
export interface ObserveProc {
  /** Its number. */
  proc: number;
  /** Its name. */
  name: string;
  /** What it is: owner, session, native, … */
  kind: string;
  /** How long it has been there. */
  age: number;
  /** How often it called. */
  calls: number;
  /** How often that failed. */
  errors: number;
  /** How much content it read and wrote. */
  bytes: number;
  /** Half of its calls took no longer. */
  p50_ns: number;
  /** 95 of 100 took no longer. */
  p95_ns: number;
  /** 99 of 100 took no longer. */
  p99_ns: number;
}

/** The events of one category. */
export interface ObserveCategory {
  /** The first word of their kinds. */
  name: string;
  /** How many there were. */
  events: number;
  /** How many a second, of late. */
  rate: number;
  /** How many of them were not written, to keep the cost down. */
  left_out: number;
  /** The share that is written now; 1: all. */
  sampled: number;
}

/** How one op has been used. */
export interface ObserveOp {
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
  /** What it took on average. */
  mean_ns: number;
  /** Its standard deviation, of late; not of ops whose time is their caller's choice. */
  sd_ns?: number | null;
}

/** Where one thread writes its events. */
export interface ObserveRing {
  /** Its place. */
  ring: number;
  /** How many were written, in slots. */
  events: number;
  /** How many of them are still there. */
  kept: number;
  /** Whether several threads share it. */
  shared: boolean;
}

/** How the export to a collector goes. */
export interface ObserveExport {
  /** Whether it runs. */
  on: boolean;
  /** How it is, or why it is off. */
  state: string;
  /** Spans that a collector has taken. */
  sent: number;
  /** Spans that wait. */
  queued: number;
  /** Spans that were given up. */
  dropped: number;
  /** Requests that failed. */
  failures: number;
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

/** How much a proc may have; 0: no limit. */
export interface ProcBounds {
  /** Bytes, of all its processes. */
  memory: number;
  /** Processor time of all its processes, in seconds. */
  cpu_seconds: number;
  /** Share of one processor; 200: two of them. */
  cpu_percent: number;
  /** Streams, watches, mounts and tasks that it holds; of a program also: descriptors of each process, from its start. */
  handles: number;
  /** Processes and threads at once. */
  processes: number;
  /** Procs that it has started, at once. */
  children: number;
  /** How long it may live. */
  wall: number;
  /** Calls begun in a second. */
  ops_per_second: number;
  /** Calls under way. */
  calls_at_once: number;
  /** Bytes moved by ops that leave the machine, both ways. */
  network_bytes: number;
}

/** Things of one kind that a proc holds. */
export interface ProcHolding {
  /** What: program, task, watch, ring, grant, … */
  kind: string;
  /** How many. */
  count: number;
}

/** A proc. */
export interface ProcEntry {
  /** Its number; it is never another's, as long as pith runs. */
  id: number;
  /** The proc with which it ends; 0: it is pith itself. */
  parent: number;
  /** What it is. */
  kind: CallerKind;
  /** What it is called. */
  name: string;
  /** How far its life has come. */
  state: ProcState;
  /** Since when it is there. */
  started: number;
  /** Ops that it has called. */
  calls: number;
  /** Of these: failed or refused. */
  errors: number;
  /** Of these: under way. */
  running: number;
  /** Procs that end with it. */
  children: number;
  /** Bytes that its calls moved over the network. */
  network: number;
  /** Whether you may end, stop and limit it. */
  own: boolean;
  /** Warning: it holds more than four fifths of the memory that it may. */
  pressed: boolean;
  /** -20 first, 19 last. */
  priority: number;
  /** How much it may have. */
  limits: ProcBounds;
  /** What it holds. */
  holds: ProcHolding[];
  /** Of a program: the first process of its sandbox. */
  pid?: number | null;
  /** Of a program: bytes that it holds. */
  memory?: number | null;
  /** Of a program: processor time so far. */
  cpu?: number | null;
  /** Of a program: processes and threads. */
  processes?: number | null;
}

/** A directory that a proc may reach into. */
export interface ProcPathGrant {
  /** Which. */
  path: string;
  /** What it may do there. */
  capabilities: string[];
}

/** For which names a capability holds. */
export interface ProcNameRule {
  /** Which. */
  capability: string;
  /** The names: * any letters, ? one. */
  pattern: string;
  /** Whether they are allowed or refused. */
  allow: boolean;
  /** The highest decides; among equals, a refusal. */
  priority: number;
}

/** A program that was started. */
export interface ProcRow {
  /** Its proc. */
  id: number;
  /** What was started: a path, or a name in the system's directories. */
  program: string;
  /** The same with its arguments, or the line that a shell reads, as people write it; cut if it is long. */
  command: string;
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
  /** What ended it, if it did not end of itself; or, if it failed, the limit that it met. */
  why?: ProcWhy | null;
  /** killed: by which proc. */
  by?: number | null;
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

/** Procs of a kind in a state. */
export interface ProcKindCount {
  /** The kind. */
  kind: CallerKind;
  /** The state. */
  state: ProcState;
  /** How many. */
  count: number;
}

/** A kind of things that procs hold. */
export interface ProcHoldingStats {
  /** Which. */
  kind: string;
  /** When it is given back: lower first, and last taken first. */
  order: number;
  /** How many are held now. */
  held: number;
  /** How many ever were. */
  taken: number;
  /** Of these: given back because their proc ended. */
  swept: number;
  /** The longest that giving one back so has taken. */
  longest_us: number;
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

/** A parameter, a result, or a field of a record, as a service announces it. */
export interface ServiceField {
  /** Its name. */
  name: string;
  /** What it is. */
  doc: string;
  /** Its type, such as text, or record. */
  type: string;
  /** plain, target or content. */
  role?: string | null;
  /** Whether it is a list of these. */
  list?: boolean | null;
  /** Whether it may be left out. */
  optional?: boolean | null;
  /** The least value, length or number of items. */
  least?: number | null;
  /** The most. */
  most?: number | null;
  /** Of an enum: its values. */
  choices?: string[] | null;
  /** Of a record: what is in it. */
  fields?: ServiceField[] | null;
}

/** A service. */
export interface ServiceRow {
  /** Its name. */
  name: string;
  /** How it is. */
  state: ServiceState;
  /** What it is for. */
  about: string;
  /** The ops that it answers. */
  ops: string[];
  /** Whether it is pith's own. */
  own: boolean;
  /** How often it was started since pith was. */
  starts: number;
  /** How often it has ended by a fault since it last worked. */
  faults: number;
  /** Calls that it is answering, or that wait for it. */
  calls: number;
  /** The process of its sandbox, while it runs. */
  pid?: number | null;
  /** Why it ended the last time, if that was a fault. */
  error?: string | null;
}

/** What a service may reach; all of it may be left out. */
export interface ServiceSandbox {
  /** How it is connected; usually not at all. */
  network?: ServiceNetwork | null;
  /** Files and directories that it sees, besides its own. */
  read?: string[] | null;
  /** Those that it may change, too. */
  write?: string[] | null;
  /** Bytes of all its processes; usually 512 MiB. */
  memory?: number | null;
  /** Processes and threads; usually 64. */
  processes?: number | null;
  /** Descriptors; usually 1024. */
  files?: number | null;
}

/** A service, as its service.toml says it. */
export interface ServiceManifest {
  /** Its name, and the first word of its ops: letters, digits, _. */
  name: string;
  /** Its program, absolute or from where the manifest is. */
  program: string;
  /** What it is started with. */
  args?: string[] | null;
  /** What it is for. */
  about?: string | null;
  /** How many processes there are; usually one for everybody. */
  per?: ServicePer | null;
  /** After this long without a call it is stopped; usually 5m, 0 never. */
  idle_stop?: string | null;
  /** How often it is asked whether it still works; usually 30s, 0 never. */
  health?: string | null;
  /** It must be ready after this long; usually 10s. */
  start_within?: string | null;
  /** Capabilities that it has when it calls; those about files reach over read and write. */
  allow?: string[] | null;
  /** Settings of pith's that it is told when it starts: net.proxy as PITH_NET_PROXY. A file that one names is shared with it. */
  settings?: string[] | null;
  /** What it may reach. */
  sandbox?: ServiceSandbox | null;
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

/** A file that is being written in pieces. */
export interface StreamRow {
  /** The stream. */
  id: string;
  /** The file that it will be. */
  path: string;
  /** How many bytes came so far. */
  written: number;
  /** Since when. */
  opened: number;
  /** Of how many, if that was said. */
  total?: number | null;
}

/** A piece of a file. */
export interface StreamPiece {
  /** Where in the file it begins. */
  position: number;
  /** How many bytes are to be read in all. */
  total: number;
  /** The piece. */
  data: Bytes;
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

/** A call in the background. */
export interface TaskRow {
  /** Its id. */
  id: string;
  /** The op that was called. */
  op: string;
  /** How far it has come. */
  state: TaskState;
  /** Who submitted it. */
  proc: number;
  /** When. */
  created: number;
  /** When it began to run. */
  started?: number | null;
  /** When it ended. */
  ended?: number | null;
  /** When it will be forgotten. */
  kept_until?: number | null;
  /** How much of it is done, if it says so. */
  done?: number | null;
  /** Of how much, if that is known. */
  total?: number | null;
  /** Of a stream: how many items there were. */
  items: number;
  /** Of a stream: the last of them. */
  last_items?: unknown | null;
  /** What the op gave. */
  result?: unknown | null;
  /** Why it failed. */
  error?: TaskError | null;
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

/** Call many ops at once; each one's needs are asked as if it came alone. */
export interface BatchRunIn {
  /** The calls. */
  calls: BatchCall[];
  /** Their order. */
  mode?: BatchMode;
  /** What a failed one means for the rest. */
  on_failure?: BatchFailure;
}

/** Call many ops at once; each one's needs are asked as if it came alone. */
export interface BatchRunOut {
  /** In the order of the calls. */
  results: BatchResult[];
  /** How many ended well. */
  succeeded: number;
  /** How many did not. */
  failed: number;
  /** How many were not begun. */
  left_out: number;
  /** How many were taken back. */
  undone: number;
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

/** A page of HTML as Markdown: what it is about, without what is around that. */
export interface DocMarkdownIn {
  /** The page, in whatever letters it was written. */
  html: Bytes;
  /** What the server said it is: text/html; charset=… */
  type?: string;
  /** Where it came from; links are relative to that. */
  url?: string;
  /** With the addresses of links and pictures. */
  links?: boolean;
  /** All of the page: menus, footers and all. */
  whole?: boolean;
}

/** A page of HTML as Markdown: what it is about, without what is around that. */
export interface DocMarkdownOut {
  /** Markdown. */
  text: string;
  /** Its title. */
  title: string;
  /** What it says of itself. */
  description?: string | null;
  /** Its language, such as en. */
  language?: string | null;
  /** Who wrote it. */
  author?: string | null;
  /** When it was published, as it says. */
  published?: string | null;
}

/** The text of a PDF. */
export interface DocPdfTextIn {
  /** The PDF. */
  data: Bytes;
}

/** The text of a PDF. */
export interface DocPdfTextOut {
  /** Its text; a form feed ends each page. */
  text: string;
  /** How many pages there are. */
  pages: number;
}

/** Any text as UTF-8. */
export interface DocTextIn {
  /** The text, in whatever letters it was written. */
  data: Bytes;
  /** What the server said it is: text/plain; charset=… */
  type?: string;
}

/** Any text as UTF-8. */
export interface DocTextOut {
  /** The same in UTF-8. */
  text: string;
}

/** Set the permission bits of a file or a directory; a link is followed. */
export interface FsChmodIn {
  /** What to change. */
  path: string;
  /** The bits, as a number: 420 is 0644, 493 is 0755. */
  mode: number;
}

/** Set the permission bits of a file or a directory; a link is followed. */
export interface FsChmodOut {
  /** What they were. */
  before: number;
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

/** Sum up what a file holds. */
export interface FsHashIn {
  /** The file. */
  path: string;
  /** How. */
  kind?: FsHashKind;
}

/** Sum up what a file holds. */
export interface FsHashOut {
  /** In hexadecimal digits. */
  hash: string;
  /** How many bytes were summed up. */
  size: number;
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

/** Have something else lie at an empty directory, for all who may go there. */
export interface FsMountIn {
  /** An empty directory. */
  at: string;
  /** What lies there. */
  kind: FsMountKind;
  /** The directory, for local; the one below, for overlay. */
  source?: string | null;
  /** For overlay: the directory that takes the changes; left out: memory. */
  upper?: string | null;
  /** Nothing can be changed through it. */
  read_only?: boolean;
  /** For memory: how many bytes it may hold. */
  most?: number;
  /** It stays when its owner ends, until pith does; else it goes with its owner. Not for programs. */
  stay?: boolean;
}

/** Have something else lie at an empty directory, for all who may go there. */
export interface FsMountOut {
}

/** What is mounted where the caller may look. */
export interface FsMountsIn {
}

/** What is mounted where the caller may look. */
export interface FsMountsOut {
  /** In the order they were made. */
  mounts: FsMountRow[];
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

/** Where a symbolic link leads. */
export interface FsReadlinkIn {
  /** The link. */
  path: string;
}

/** Where a symbolic link leads. */
export interface FsReadlinkOut {
  /** As it stands there. */
  target: string;
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

/** Make a symbolic link; where it leads is asked when it is followed. */
export interface FsSymlinkIn {
  /** The link. */
  path: string;
  /** Where it leads, as it will stand there. */
  target: string;
}

/** Make a symbolic link; where it leads is asked when it is followed. */
export interface FsSymlinkOut {
  /** What fs.undo takes to take it back; left out if nothing could be kept. */
  undo?: string | null;
}

/** List a directory with all that is below it, each before what is in it. */
export interface FsTreeIn {
  /** Directory to list. */
  path?: string;
  /** How many directories deep. */
  depth?: number;
  /** How many at most. */
  limit?: number;
}

/** List a directory with all that is below it, each before what is in it. */
export interface FsTreeOut {
  /** What is there; links are not followed. */
  entries: FsEntryBelow[];
  /** Whether there are more than the limit. */
  more: boolean;
  /** How many directories could not be looked into. */
  left_out: number;
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

/** Take away what is mounted; what is open stays so. */
export interface FsUnmountIn {
  /** Where it is. */
  at: string;
}

/** Take away what is mounted; what is open stays so. */
export interface FsUnmountOut {
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

/** What changes in a directory and below it, until called off. Directories in memory and overlays, mounted by fs.mount, are not watched. */
export interface FsWatchIn {
  /** The directory. */
  path?: string;
  /** Also in all directories below it, and in new ones. */
  recursive?: boolean;
  /** Changes of one path within this time are told as one. */
  every?: number;
}

/** What changes in a directory and below it, until called off. Directories in memory and overlays, mounted by fs.mount, are not watched. */
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

/** Give back memory that is free, and what caches can do without. */
export interface MemGcIn {
}

/** Give back memory that is free, and what caches can do without. */
export interface MemGcOut {
  /** Bytes that the daemon held. */
  before: number;
  /** Bytes that it holds now. */
  after: number;
  /** What was given back, and by whom. */
  parts: MemPart[];
}

/** What memory a proc holds. */
export interface MemProcStatsIn {
  /** The proc. */
  id: number;
}

/** What memory a proc holds. */
export interface MemProcStatsOut {
  /** Bytes of the daemon's that serve it, its calls under way among them. */
  held: number;
  /** Bytes that its calls under way hold. */
  calls: number;
  /** Bytes that its processes hold. */
  program: number;
  /** Bytes that they may hold; 0: no limit. */
  limit: number;
  /** Whether that is more than four fifths of it. */
  pressed: boolean;
  /** What for. */
  parts: MemPart[];
}

/** What memory the daemon holds, and for what. */
export interface MemStatsIn {
}

/** What memory the daemon holds, and for what. */
export interface MemStatsOut {
  /** Bytes that the daemon holds, by the kernel's count. */
  rss: number;
  /** The most it ever held. */
  rss_peak: number;
  /** Bytes of its heap in use. */
  allocated: number;
  /** Bytes of its heap that are free. */
  idle: number;
  /** Bytes mapped apart from that by large allocations. */
  mapped: number;
  /** Its threads. */
  threads: number;
  /** Its open descriptors. */
  descriptors: number;
  /** Bytes that programs hold, of all procs together. */
  programs: number;
  /** What for. */
  parts: MemPart[];
}

/** Whether a host or a URL may be reached, and by which addresses; nothing is sent to it. */
export interface NetCheckIn {
  /** A URL, host:port, or a host, whose port is 443 then. */
  target: string;
}

/** Whether a host or a URL may be reached, and by which addresses; nothing is sent to it. */
export interface NetCheckOut {
  /** The host, in its usual form. */
  host: string;
  /** The port. */
  port: number;
  /** Whether it may be reached by its name, and by one of its addresses at least. */
  allowed: boolean;
  /** If not, why. */
  why?: string | null;
  /** What its name leads to. */
  addresses: NetVerdict[];
}

/** One HTTP exchange, whose answer comes as it arrives. */
export interface NetFetchIn {
  /** What to fetch: http or https. */
  url: string;
  /** The method. */
  method?: string;
  /** Headers to send. */
  headers?: NetHeader[] | null;
  /** What to send. */
  body?: Bytes | null;
  /** The body comes by net.send; then the first item says the id alone. */
  upload?: boolean;
  /** How many redirects to follow. */
  redirects?: number;
}

/** One HTTP exchange, whose answer comes as it arrives. */
export interface NetFetchOut {
  /** How many there were, decompressed. */
  bytes: number;
}

/** A proxy on this machine, for a program that takes no other way; it lasts as long as the call, or the service. */
export interface NetProxyIn {
}

/** A proxy on this machine, for a program that takes no other way; it lasts as long as the call, or the service. */
export interface NetProxyOut {
  /** How many connections there were, if it was the service that ended. */
  visits: number;
}

/** More of the body of an exchange that runs. */
export interface NetSendIn {
  /** What net.fetch called it. */
  id: number;
  /** The next bytes. */
  data: Bytes;
  /** They are the last. */
  end?: boolean;
}

/** More of the body of an exchange that runs. */
export interface NetSendOut {
  /** How many there was room for; the rest is to be sent again. */
  taken: number;
}

/** What went out since the service was started; while nobody asks it for anything, it stops. */
export interface NetStatsIn {
}

/** What went out since the service was started; while nobody asks it for anything, it stops. */
export interface NetStatsOut {
  /** Requests, each hop of a redirect counted. */
  exchanges: number;
  /** Connections that were opened. */
  connections: number;
  /** Requests on connections that were open already. */
  reused: number;
  /** Hosts and addresses that were refused. */
  refused: number;
  /** Requests without an answer. */
  failed: number;
  /** Bytes of answers, decompressed. */
  received: number;
  /** Bytes of bodies. */
  sent: number;
}

/** A connection to a host, as a descriptor that the caller then owns. */
export interface NetTunnelIn {
  /** A name or an address. */
  host: string;
  /** Its port. */
  port: number;
}

/** A connection to a host, as a descriptor that the caller then owns. */
export interface NetTunnelOut {
  /** The address that was connected to. */
  peer: string;
}

/** What was far from usual, newest first. */
export interface ObserveAnomaliesIn {
  /** How many at most. */
  limit?: number;
}

/** What was far from usual, newest first. */
export interface ObserveAnomaliesOut {
  /** The anomalies. */
  anomalies: ObserveAnomaly[];
  /** How many there were since the start. */
  total: number;
}

/** A story as a whole: what led to what. */
export interface ObserveChainIn {
  /** Its chain, its W3C trace id, or last: the newest one, apart from those that only watch, as pith top and Tasks do. */
  id: string;
}

/** A story as a whole: what led to what. */
export interface ObserveChainOut {
  /** Its chain. */
  chain: string;
  /** The same as a W3C trace id. */
  trace: string;
  /** When it began. */
  time: number;
  /** Nanoseconds from its start to the last that is known of it. */
  took: number;
  /** Its steps, each followed by those below it, in the order of time. */
  steps: ObserveStep[];
  /** Steps that others name as the one above, and that are not there: overwritten, left out, or elsewhere. */
  missing: number;
}

/** All figures of /metrics, as data. */
export interface ObserveFiguresIn {
}

/** All figures of /metrics, as data. */
export interface ObserveFiguresOut {
  /** Counters and gauges. */
  figures: ObserveFigure[];
  /** Ops that were called. */
  ops: ObserveHistogram[];
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

/** What each proc has called, most first. */
export interface ObserveProcsIn {
  /** How many at most. */
  limit?: number;
}

/** What each proc has called, most first. */
export interface ObserveProcsOut {
  /** Those that are there. */
  procs: ObserveProc[];
  /** How many there are. */
  total: number;
}

/** Look through the events that are still there. */
export interface ObserveQueryIn {
  /** Only from then on. */
  since?: number | null;
  /** Only until then. */
  until?: number | null;
  /** Only what this proc caused; 0: pith itself. */
  proc?: number | null;
  /** Only of this op, or of a family, such as fs. */
  op?: string;
  /** Only of this category, such as proc. */
  category?: string;
  /** Only of this story. */
  chain?: string;
  /** Leave out what matters less. */
  least?: ObserveSeverity;
  /** Only with this in their words, their kind or their op; in either case. */
  text?: string;
  /** Which come first. */
  order?: ObserveOrder;
  /** How many at most. */
  limit?: number;
}

/** Look through the events that are still there. */
export interface ObserveQueryOut {
  /** The events. */
  events: ObserveEvent[];
  /** How many there were that fit. */
  found: number;
  /** How many were overwritten while this was looked for. */
  lost: number;
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

/** How much is observed, and what it says. */
export interface ObserveStatsIn {
}

/** How much is observed, and what it says. */
export interface ObserveStatsOut {
  /** Events by category. */
  categories: ObserveCategory[];
  /** Ops that were called, most called first. */
  ops: ObserveOp[];
  /** The rings that are in use. */
  rings: ObserveRing[];
  /** Events that a reader was too slow for. */
  lost: number;
  /** Anomalies since the start. */
  anomalies: number;
  /** The export. */
  otlp: ObserveExport;
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
  /** How long it may take if nobody says: which timeouts.* setting; custom: calls.timeout, and a stream any time. */
  timeout: string;
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

/** All procs of one's own, as a tree; with observe, everybody's. */
export interface ProcAllIn {
  /** Only this proc, and what is below it; 0: all. */
  below?: number;
}

/** All procs of one's own, as a tree; with observe, everybody's. */
export interface ProcAllOut {
  /** Parents before their children. */
  procs: ProcEntry[];
}

/** Let a proc do more, never more than you may; or refuse it something. */
export interface ProcGrantIn {
  /** The proc. */
  id: number;
  /** What, such as read_file. */
  capabilities: string[];
  /** Of those about files: the directory in which. */
  path?: string | null;
  /** Of those about names: for which; * stands for any letters. Left out: for all. */
  pattern?: string | null;
  /** Of a pattern: the highest decides; among equals, a refusal. */
  priority?: number;
  /** Refuse those names instead; that may always be done. */
  deny?: boolean;
}

/** Let a proc do more, never more than you may; or refuse it something. */
export interface ProcGrantOut {
}

/** What a proc may do. */
export interface ProcGrantsIn {
  /** The proc. */
  id: number;
}

/** What a proc may do. */
export interface ProcGrantsOut {
  /** What it may whatever the name. */
  capabilities: string[];
  /** Where it may do what with files. */
  paths: ProcPathGrant[];
  /** Which names are allowed or refused. */
  rules: ProcNameRule[];
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

/** How much a proc may have; what is given is changed, at once. */
export interface ProcLimitsIn {
  /** The proc. */
  id: number;
  /** Bytes; 0: no limit, as below. */
  memory?: number | null;
  /** Processor time, in seconds. */
  cpu_seconds?: number | null;
  /** Share of one processor. */
  cpu_percent?: number | null;
  /** Streams, watches, mounts and tasks that it holds. */
  handles?: number | null;
  /** Processes and threads at once. */
  processes?: number | null;
  /** Procs that it has started, at once. */
  children?: number | null;
  /** How long it may live, from its beginning. */
  wall?: number | null;
  /** Calls begun in a second. */
  ops_per_second?: number | null;
  /** Calls under way. */
  calls_at_once?: number | null;
  /** Bytes over the network, from its beginning. */
  network_bytes?: number | null;
}

/** How much a proc may have; what is given is changed, at once. */
export interface ProcLimitsOut {
  /** How much it may have now. */
  limits: ProcBounds;
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

/** Let a proc go on. */
export interface ProcResumeIn {
  /** The proc. */
  id: number;
}

/** Let a proc go on. */
export interface ProcResumeOut {
  /** How it is now. */
  state: ProcState;
}

/** Take back what a proc was granted, from all that it started, too. */
export interface ProcRevokeIn {
  /** The proc. */
  id: number;
  /** What; * for all of them: with a path, all about files there; without, everything it may do. */
  capabilities: string[];
  /** Of those about files: the directory, with all that is in it. */
  path?: string | null;
  /** Of those about names: only the rule with this pattern; left out: all that allow. */
  pattern?: string | null;
}

/** Take back what a proc was granted, from all that it started, too. */
export interface ProcRevokeOut {
}

/** Say which procs come first when there is not enough processor time. */
export interface ProcSetPriorityIn {
  /** The proc. */
  id: number;
  /** -20 first, 19 last; 0 is usual. Negative ones need kill_process. */
  priority: number;
}

/** Say which procs come first when there is not enough processor time. */
export interface ProcSetPriorityOut {
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
  /** What it can reach; full cuts it off, and all others need network_access. */
  network?: NetworkMode;
  /** private: also private addresses of the networks around this machine. */
  near?: boolean;
  /** bridged: the bridge. */
  bridge?: string;
  /** bridged: ADDRESS/BITS, or ADDRESS/BITS GATEWAY; else it has none. */
  address?: string;
  /** private: TCP ports of this machine's loopback that lead inside, as HOST:GUEST; they need bind_port. */
  forwards?: string[] | null;
  /** Letters in a line of its terminal; see proc.resize. */
  columns?: number;
  /** And lines. */
  lines?: number;
  /** NAME=value, besides HOME, PATH and LANG, which all programs have. */
  env?: string[] | null;
  /** Let it call ops: descriptor 3 is its way to pith, for libpith. */
  ring?: boolean;
  /** The capabilities that it has there, none that the caller lacks; those about files reach over dir. */
  allow?: string[] | null;
  /** Bytes of memory, of all its processes. */
  memory?: number;
  /** Processes and threads at once. */
  processes?: number;
  /** Descriptors of each process. */
  files?: number;
  /** Processor time of each process; 0: no limit. */
  cpu_seconds?: number;
  /** How long it may live; 0: no limit. */
  wall?: number;
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
  /** Let it call ops: descriptor 3 is its way to pith, for libpith. */
  ring?: boolean;
  /** The capabilities that it has there, none that the caller lacks; those about files reach over dir. */
  allow?: string[] | null;
  /** What it can reach; full cuts it off, and all others need network_access. */
  network?: NetworkMode;
  /** private: also private addresses of the networks around this machine. */
  near?: boolean;
  /** bridged: the bridge. */
  bridge?: string;
  /** bridged: ADDRESS/BITS, or ADDRESS/BITS GATEWAY; else it has none. */
  address?: string;
  /** private: TCP ports of this machine's loopback that lead inside, as HOST:GUEST; they need bind_port. */
  forwards?: string[] | null;
  /** Bytes of memory, of all its processes. */
  memory?: number;
  /** Processes and threads at once. */
  processes?: number;
  /** Descriptors of each process. */
  files?: number;
  /** Processor time of each process; 0: no limit. */
  cpu_seconds?: number;
  /** Letters in a line of its terminal; see proc.resize. */
  columns?: number;
  /** And lines. */
  lines?: number;
  /** How long it may live; 0: no limit. */
  wall?: number;
}

/** Start a program in a sandbox of its own. */
export interface ProcSpawnOut {
  /** Its proc. */
  id: number;
  /** What enforces the limits: cgroup v2, cgroup v1 or rlimits. */
  limits_by: string;
}

/** How far a proc's life has come. */
export interface ProcStateIn {
  /** The proc. */
  id: number;
}

/** How far a proc's life has come. */
export interface ProcStateOut {
  /** How far. */
  state: ProcState;
}

/** How many procs there are and were, and what they hold. */
export interface ProcStatsIn {
}

/** How many procs there are and were, and what they hold. */
export interface ProcStatsOut {
  /** How many there are. */
  alive: number;
  /** How many ever were. */
  born: number;
  /** Of these: have ended. */
  ended: number;
  /** How many could not be made: too many, or over a limit. */
  refused: number;
  /** Steps of a life that the table refused. */
  illegal: number;
  /** The most there were at once. */
  peak: number;
  /** How many of each kind, by state. */
  kinds: ProcKindCount[];
  /** What they hold, by kind. */
  holdings: ProcHoldingStats[];
}

/** Stop a proc: its processes stand still, and its calls are refused. */
export interface ProcSuspendIn {
  /** The proc. */
  id: number;
}

/** Stop a proc: its processes stand still, and its calls are refused. */
export interface ProcSuspendOut {
  /** How it is now. */
  state: ProcState;
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
  /** What it would reach; full: nobody. */
  network?: NetworkMode;
  /** private: also private addresses of the networks around. */
  near?: boolean;
  /** bridged: the bridge. */
  bridge?: string;
  /** bridged: ADDRESS/BITS, or ADDRESS/BITS GATEWAY. */
  address?: string;
  /** private: ports, as HOST:GUEST. */
  forwards?: string[] | null;
  /** Bytes of memory, of all its processes. */
  memory?: number;
  /** Processes and threads at once. */
  processes?: number;
  /** Descriptors of each process. */
  files?: number;
  /** Processor time of each process; 0: no limit. */
  cpu_seconds?: number;
}

/** What would be done to start a program; nothing is. */
export interface SandboxPlanOut {
  /** What enforces the limits: cgroup v2, cgroup v1 or rlimits. */
  limits_by: string;
  /** In the order in which they are done; one that fails stops the start. */
  steps: SandboxPlanRow[];
  /** Why the program would not be found, if that can be seen beforehand. */
  missing?: string | null;
}

/** Take in a service: it is started once, and the ops that it announces stay. */
export interface ServiceAddIn {
  /** Its service.toml. */
  path: string;
}

/** Take in a service: it is started once, and the ops that it announces stay. */
export interface ServiceAddOut {
  /** Its name. */
  name: string;
  /** Its ops. */
  ops: string[];
}

/** Announce an op that this service answers; for services alone, by their ring. */
export interface ServiceExportIn {
  /** The op: the service's name, a dot, a word. */
  name: string;
  /** Its manual line. */
  doc?: string;
  /** Its number, if it stands in pith's own table. */
  number?: number;
  /** The hash of the shape of its arguments. */
  input: number;
  /** And of its results. */
  output: number;
  /** What it does to the world. */
  effect?: OpEffect;
  /** Whether calling it twice is as calling it once. */
  idempotent?: boolean;
  /** Whether a descriptor comes with its answer. */
  passes_fd?: boolean;
  /** Capabilities that its caller must hold: NAME, or NAME of PARAMETER, with commas between. */
  needs?: string;
  /** Its arguments. */
  in?: ServiceField[] | null;
  /** Its results. */
  out?: ServiceField[] | null;
  /** An item of what it streams. */
  stream?: ServiceField[] | null;
}

/** Announce an op that this service answers; for services alone, by their ring. */
export interface ServiceExportOut {
  /** Its number. */
  number: number;
}

/** How a service is. */
export interface ServiceInfoIn {
  /** Its name. */
  name: string;
}

/** How a service is. */
export interface ServiceInfoOut {
  /** How it is. */
  service: ServiceRow;
  /** What its service.toml says. */
  manifest: ServiceManifest;
}

/** The services there are. */
export interface ServiceListIn {
}

/** The services there are. */
export interface ServiceListOut {
  /** In the order of their names. */
  services: ServiceRow[];
}

/** The last that a service has written. */
export interface ServiceLogsIn {
  /** Its name. */
  name: string;
  /** How many lines. */
  lines?: number;
}

/** The last that a service has written. */
export interface ServiceLogsOut {
  /** The lines. */
  text: string;
}

/** All ops are announced: calls may come; for services alone, by their ring. */
export interface ServiceReadyIn {
}

/** All ops are announced: calls may come; for services alone, by their ring. */
export interface ServiceReadyOut {
  /** What the service is called here. */
  name: string;
}

/** Let a service go that was added, and its ops with it. */
export interface ServiceRemoveIn {
  /** Its name. */
  name: string;
}

/** Let a service go that was added, and its ops with it. */
export interface ServiceRemoveOut {
}

/** Stop a service and start it, also after faults. */
export interface ServiceRestartIn {
  /** Its name. */
  name: string;
}

/** Stop a service and start it, also after faults. */
export interface ServiceRestartOut {
}

/** Start a service now, and wait until it is ready. */
export interface ServiceStartIn {
  /** Its name. */
  name: string;
}

/** Start a service now, and wait until it is ready. */
export interface ServiceStartOut {
}

/** Stop a service: it finishes what it has. The next call starts it again. */
export interface ServiceStopIn {
  /** Its name. */
  name: string;
}

/** Stop a service: it finishes what it has. The next call starts it again. */
export interface ServiceStopOut {
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

/** Let go of what was written; what was there stays. */
export interface StreamAbortIn {
  /** The stream. */
  id: string;
}

/** Let go of what was written; what was there stays. */
export interface StreamAbortOut {
  /** How many bytes are gone. */
  written: number;
}

/** The file appears whole, in the place of what was there. */
export interface StreamCloseIn {
  /** The stream. */
  id: string;
}

/** The file appears whole, in the place of what was there. */
export interface StreamCloseOut {
  /** Its size. */
  size: number;
  /** What fs.undo takes to take it back; left out if nothing could be kept. */
  undo?: string | null;
}

/** The caller's streams that are open. */
export interface StreamListIn {
}

/** The caller's streams that are open. */
export interface StreamListOut {
  /** Oldest first. */
  streams: StreamRow[];
}

/** Begin to write a file in pieces; until it is closed what is there stays. */
export interface StreamOpenIn {
  /** The file. */
  path: string;
  /** Make the file if it is not there. */
  create?: boolean;
  /** How many bytes are to come; closing it with others fails. */
  total?: number | null;
}

/** Begin to write a file in pieces; until it is closed what is there stays. */
export interface StreamOpenOut {
  /** The stream. It ends with its caller. */
  id: string;
  /** How many bytes a piece has at best. */
  chunk: number;
}

/** Read a file piece by piece, as fast as they are taken. */
export interface StreamReadIn {
  /** The file. */
  path: string;
  /** First byte. */
  offset?: number;
  /** How many bytes at most; left out: to the end. */
  length?: number | null;
  /** How many bytes a piece has at most. */
  chunk?: number;
}

/** Read a file piece by piece, as fast as they are taken. */
export interface StreamReadOut {
  /** How many bytes were read. */
  sent: number;
  /** How many were to be; more than that if the file became shorter. */
  total: number;
}

/** How far a stream is. */
export interface StreamStatusIn {
  /** The stream. */
  id: string;
}

/** How far a stream is. */
export interface StreamStatusOut {
  /** How far. */
  stream: StreamRow;
}

/** The next piece. */
export interface StreamWriteIn {
  /** The stream. */
  id: string;
  /** The piece. */
  data: Bytes;
  /** Where it belongs, if that is to be checked; a piece that is there already is passed over. */
  position?: number | null;
}

/** The next piece. */
export interface StreamWriteOut {
  /** How many bytes are there now. */
  written: number;
  /** Of how many, if that was said. */
  total?: number | null;
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

/** One HTTP exchange, with its answer as a whole. */
export interface SysHttpIn {
  /** What to fetch: http or https. */
  url: string;
  /** The method. */
  method?: string;
  /** Headers to send. */
  headers?: NetHeader[] | null;
  /** What to send; in JSON at most 1 MiB, and net.fetch with upload sends any length. */
  body?: Bytes | null;
  /** How many redirects to follow. */
  redirects?: number;
  /** The largest answer to take, in bytes. */
  most?: number;
}

/** One HTTP exchange, with its answer as a whole. */
export interface SysHttpOut {
  /** The status. */
  status: number;
  /** Where the answer came from, after redirects. */
  url: string;
  /** Its headers. */
  headers: NetHeader[];
  /** Its body, decompressed. */
  body: Bytes;
  /** How many redirects were followed. */
  redirects: number;
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

/** Call a task off; one that has ended stays as it is. */
export interface TaskCancelIn {
  /** The task. */
  id: string;
}

/** Call a task off; one that has ended stays as it is. */
export interface TaskCancelOut {
  /** How it is now. */
  state: TaskState;
}

/** Forget a task that has ended, before its time. */
export interface TaskForgetIn {
  /** The task. */
  id: string;
}

/** Forget a task that has ended, before its time. */
export interface TaskForgetOut {
}

/** One's tasks; with kill_process, all. Results are left out. */
export interface TaskListIn {
  /** Only those. */
  state?: TaskState | null;
  /** How many at most. */
  limit?: number;
}

/** One's tasks; with kill_process, all. Results are left out. */
export interface TaskListOut {
  /** Oldest first. */
  tasks: TaskRow[];
  /** How many there are. */
  total: number;
}

/** How a task is, and what came of it. */
export interface TaskStatusIn {
  /** The task. */
  id: string;
}

/** How a task is, and what came of it. */
export interface TaskStatusOut {
  /** How it is. */
  task: TaskRow;
}

/** Call an op in the background; its own needs are asked then. */
export interface TaskSubmitIn {
  /** The op. */
  op: string;
  /** Its arguments, an object. */
  args?: unknown | null;
  /** How long its result is kept once it has ended. */
  keep?: number;
  /** How long it may take; 0: a day. */
  timeout?: number;
}

/** Call an op in the background; its own needs are asked then. */
export interface TaskSubmitOut {
  /** The task's id. */
  id: string;
}

/** Wait until a task has ended. */
export interface TaskWaitIn {
  /** The task. */
  id: string;
}

/** Wait until a task has ended. */
export interface TaskWaitOut {
  /** How it ended. */
  task: TaskRow;
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

/** A page, PDF or text from the web, as text that can be read. */
export interface WebFetchIn {
  /** What to fetch. */
  url: string;
  /** From which byte of the text on. */
  offset?: number;
  /** How many bytes of it at most. */
  limit?: number;
  /** With the addresses of links and pictures. */
  links?: boolean;
  /** All of a page: menus, footers and all. */
  whole?: boolean;
}

/** A page, PDF or text from the web, as text that can be read. */
export interface WebFetchOut {
  /** Where it came from, after redirects. */
  url: string;
  /** The status of HTTP. */
  status: number;
  /** What the server says it is. */
  type: string;
  /** Its title, if it has one. */
  title: string;
  /** What it says of itself. */
  description?: string | null;
  /** Who wrote it. */
  author?: string | null;
  /** When it was published, as it says. */
  published?: string | null;
  /** The text: Markdown, if it was a page. */
  text: string;
  /** How many bytes of text there are. */
  total: number;
  /** If there is more: the offset to go on at. */
  next?: number | null;
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
  "batch.run": { in: BatchRunIn; out: BatchRunOut };
  "config.get": { in: ConfigGetIn; out: ConfigGetOut };
  "config.path": { in: ConfigPathIn; out: ConfigPathOut };
  "config.reload": { in: ConfigReloadIn; out: ConfigReloadOut };
  "config.set": { in: ConfigSetIn; out: ConfigSetOut };
  "config.show": { in: ConfigShowIn; out: ConfigShowOut };
  "config.trust": { in: ConfigTrustIn; out: ConfigTrustOut };
  "config.unset": { in: ConfigUnsetIn; out: ConfigUnsetOut };
  "config.validate": { in: ConfigValidateIn; out: ConfigValidateOut };
  "doc.markdown": { in: DocMarkdownIn; out: DocMarkdownOut };
  "doc.pdf_text": { in: DocPdfTextIn; out: DocPdfTextOut };
  "doc.text": { in: DocTextIn; out: DocTextOut };
  "fs.chmod": { in: FsChmodIn; out: FsChmodOut };
  "fs.copy": { in: FsCopyIn; out: FsCopyOut };
  "fs.create": { in: FsCreateIn; out: FsCreateOut };
  "fs.delete": { in: FsDeleteIn; out: FsDeleteOut };
  "fs.exists": { in: FsExistsIn; out: FsExistsOut };
  "fs.forget": { in: FsForgetIn; out: FsForgetOut };
  "fs.getcwd": { in: FsGetcwdIn; out: FsGetcwdOut };
  "fs.hash": { in: FsHashIn; out: FsHashOut };
  "fs.list": { in: FsListIn; out: FsListOut };
  "fs.mkdir": { in: FsMkdirIn; out: FsMkdirOut };
  "fs.mount": { in: FsMountIn; out: FsMountOut };
  "fs.mounts": { in: FsMountsIn; out: FsMountsOut };
  "fs.move": { in: FsMoveIn; out: FsMoveOut };
  "fs.patch": { in: FsPatchIn; out: FsPatchOut };
  "fs.read": { in: FsReadIn; out: FsReadOut };
  "fs.readlink": { in: FsReadlinkIn; out: FsReadlinkOut };
  "fs.restore": { in: FsRestoreIn; out: FsRestoreOut };
  "fs.rmdir": { in: FsRmdirIn; out: FsRmdirOut };
  "fs.search": { in: FsSearchIn; out: FsSearchOut; stream: FsHit };
  "fs.setcwd": { in: FsSetcwdIn; out: FsSetcwdOut };
  "fs.stat": { in: FsStatIn; out: FsStatOut };
  "fs.symlink": { in: FsSymlinkIn; out: FsSymlinkOut };
  "fs.tree": { in: FsTreeIn; out: FsTreeOut };
  "fs.truncate": { in: FsTruncateIn; out: FsTruncateOut };
  "fs.undo": { in: FsUndoIn; out: FsUndoOut };
  "fs.unmount": { in: FsUnmountIn; out: FsUnmountOut };
  "fs.versions": { in: FsVersionsIn; out: FsVersionsOut };
  "fs.watch": { in: FsWatchIn; out: FsWatchOut; stream: FsChange };
  "fs.write": { in: FsWriteIn; out: FsWriteOut };
  "kernel.stats": { in: KernelStatsIn; out: KernelStatsOut };
  "mem.gc": { in: MemGcIn; out: MemGcOut };
  "mem.proc_stats": { in: MemProcStatsIn; out: MemProcStatsOut };
  "mem.stats": { in: MemStatsIn; out: MemStatsOut };
  "net.check": { in: NetCheckIn; out: NetCheckOut };
  "net.fetch": { in: NetFetchIn; out: NetFetchOut; stream: NetPiece };
  "net.proxy": { in: NetProxyIn; out: NetProxyOut; stream: NetVisit };
  "net.send": { in: NetSendIn; out: NetSendOut };
  "net.stats": { in: NetStatsIn; out: NetStatsOut };
  "net.tunnel": { in: NetTunnelIn; out: NetTunnelOut };
  "observe.anomalies": { in: ObserveAnomaliesIn; out: ObserveAnomaliesOut };
  "observe.chain": { in: ObserveChainIn; out: ObserveChainOut };
  "observe.figures": { in: ObserveFiguresIn; out: ObserveFiguresOut };
  "observe.follow": { in: ObserveFollowIn; out: ObserveFollowOut; stream: ObserveEvent };
  "observe.metrics": { in: ObserveMetricsIn; out: ObserveMetricsOut };
  "observe.procs": { in: ObserveProcsIn; out: ObserveProcsOut };
  "observe.query": { in: ObserveQueryIn; out: ObserveQueryOut };
  "observe.recent": { in: ObserveRecentIn; out: ObserveRecentOut };
  "observe.stats": { in: ObserveStatsIn; out: ObserveStatsOut };
  "ops.describe": { in: OpsDescribeIn; out: OpsDescribeOut };
  "ops.list": { in: OpsListIn; out: OpsListOut };
  "ops.search": { in: OpsSearchIn; out: OpsSearchOut };
  "proc.all": { in: ProcAllIn; out: ProcAllOut };
  "proc.grant": { in: ProcGrantIn; out: ProcGrantOut };
  "proc.grants": { in: ProcGrantsIn; out: ProcGrantsOut };
  "proc.info": { in: ProcInfoIn; out: ProcInfoOut };
  "proc.kill": { in: ProcKillIn; out: ProcKillOut };
  "proc.limits": { in: ProcLimitsIn; out: ProcLimitsOut };
  "proc.list": { in: ProcListIn; out: ProcListOut };
  "proc.output": { in: ProcOutputIn; out: ProcOutputOut; stream: ProcChunk };
  "proc.resize": { in: ProcResizeIn; out: ProcResizeOut };
  "proc.resume": { in: ProcResumeIn; out: ProcResumeOut };
  "proc.revoke": { in: ProcRevokeIn; out: ProcRevokeOut };
  "proc.set_priority": { in: ProcSetPriorityIn; out: ProcSetPriorityOut };
  "proc.shell": { in: ProcShellIn; out: ProcShellOut };
  "proc.spawn": { in: ProcSpawnIn; out: ProcSpawnOut };
  "proc.state": { in: ProcStateIn; out: ProcStateOut };
  "proc.stats": { in: ProcStatsIn; out: ProcStatsOut };
  "proc.suspend": { in: ProcSuspendIn; out: ProcSuspendOut };
  "proc.wait": { in: ProcWaitIn; out: ProcWaitOut };
  "proc.write": { in: ProcWriteIn; out: ProcWriteOut };
  "sandbox.plan": { in: SandboxPlanIn; out: SandboxPlanOut };
  "service.add": { in: ServiceAddIn; out: ServiceAddOut };
  "service.export": { in: ServiceExportIn; out: ServiceExportOut };
  "service.info": { in: ServiceInfoIn; out: ServiceInfoOut };
  "service.list": { in: ServiceListIn; out: ServiceListOut };
  "service.logs": { in: ServiceLogsIn; out: ServiceLogsOut };
  "service.ready": { in: ServiceReadyIn; out: ServiceReadyOut };
  "service.remove": { in: ServiceRemoveIn; out: ServiceRemoveOut };
  "service.restart": { in: ServiceRestartIn; out: ServiceRestartOut };
  "service.start": { in: ServiceStartIn; out: ServiceStartOut };
  "service.stop": { in: ServiceStopIn; out: ServiceStopOut };
  "storage.clear": { in: StorageClearIn; out: StorageClearOut };
  "storage.get": { in: StorageGetIn; out: StorageGetOut };
  "storage.list": { in: StorageListIn; out: StorageListOut };
  "storage.remove": { in: StorageRemoveIn; out: StorageRemoveOut };
  "storage.set": { in: StorageSetIn; out: StorageSetOut };
  "stream.abort": { in: StreamAbortIn; out: StreamAbortOut };
  "stream.close": { in: StreamCloseIn; out: StreamCloseOut };
  "stream.list": { in: StreamListIn; out: StreamListOut };
  "stream.open": { in: StreamOpenIn; out: StreamOpenOut };
  "stream.read": { in: StreamReadIn; out: StreamReadOut; stream: StreamPiece };
  "stream.status": { in: StreamStatusIn; out: StreamStatusOut };
  "stream.write": { in: StreamWriteIn; out: StreamWriteOut };
  "sys.get_env": { in: SysGetEnvIn; out: SysGetEnvOut };
  "sys.health": { in: SysHealthIn; out: SysHealthOut };
  "sys.http": { in: SysHttpIn; out: SysHttpOut };
  "sys.info": { in: SysInfoIn; out: SysInfoOut };
  "sys.set_env": { in: SysSetEnvIn; out: SysSetEnvOut };
  "sys.stop": { in: SysStopIn; out: SysStopOut };
  "task.cancel": { in: TaskCancelIn; out: TaskCancelOut };
  "task.forget": { in: TaskForgetIn; out: TaskForgetOut };
  "task.list": { in: TaskListIn; out: TaskListOut };
  "task.status": { in: TaskStatusIn; out: TaskStatusOut };
  "task.submit": { in: TaskSubmitIn; out: TaskSubmitOut };
  "task.wait": { in: TaskWaitIn; out: TaskWaitOut };
  "time.now": { in: TimeNowIn; out: TimeNowOut };
  "time.sleep": { in: TimeSleepIn; out: TimeSleepOut };
  "time.uptime": { in: TimeUptimeIn; out: TimeUptimeOut };
  "web.fetch": { in: WebFetchIn; out: WebFetchOut };
}
