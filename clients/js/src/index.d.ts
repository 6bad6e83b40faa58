// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
//
// Rows have the fields that docs/api/methods.md names; those that programs use most are spelled out here.

/** What failed, by what the caller can do about it. */
export type Code =
  | 'invalid_argument'
  | 'not_found'
  | 'ambiguous'
  | 'already_exists'
  | 'refused'
  | 'denied'
  | 'ticket_invalid'
  | 'ticket_expired'
  | 'ticket_spent'
  | 'revoked'
  | 'too_large'
  | 'unreachable'
  | 'timed_out'
  | 'too_few_copies'
  | 'busy'
  | 'feature_missing'
  | 'address_in_use'
  | 'keystore'
  | 'storage'
  | 'failed'
  | 'cancelled'
  | 'unauthenticated'
  | 'unknown_method'
  | 'internal';

/** Why a call failed. The message is a sentence or two for a person. */
export class PipesError extends Error {
  constructor(code: Code, message: string, more?: { retry?: boolean; cause?: unknown });
  readonly code: Code;
  /** Whether the same call may succeed later without any change. */
  readonly retry: boolean;
}

export interface Progress {
  stage: string;
  done: number;
  /** Null if nobody knows. */
  of: number | null;
  text: string;
}

/** How a call is made. */
export interface CallOptions {
  /** Gives the call up, also at the node; it then fails with the signal's reason. What it has done until then stays done. */
  signal?: AbortSignal;
}

export interface LongCallOptions extends CallOptions {
  progress?: (progress: Progress) => void;
}

/** How something is followed. */
export interface StreamOptions {
  /** How many items may lie here unread: 1 to 4,096; 256 if left out. */
  window?: number;
  signal?: AbortSignal;
}

export interface RestartOptions extends StreamOptions {
  /** Told when it begins again, as after a lost connection. */
  onRestart?: () => void;
}

/**
 * Items one after the other, for one loop. Who reads slowly holds the node back; leaving the loop cancels the subscription. Lost connections show
 * in nothing but what the options say.
 */
export interface Stream<T> extends AsyncIterableIterator<T> {
  /** Resolves when the node has begun to send; rejects when this was over before. */
  readonly begun: Promise<void>;
  next(): Promise<IteratorResult<T>>;
  return(value?: unknown): Promise<IteratorResult<T>>;
}

/** What is said: at most 1 MiB. A text has the type text/plain, bytes application/octet-stream, and a value application/json. */
export type Said = string | Uint8Array | ArrayBuffer | ArrayBufferView | SaidInFull;

export interface SaidInFull {
  /** One of these three. */
  text?: string;
  bytes?: Uint8Array | ArrayBuffer | ArrayBufferView;
  json?: unknown;
  contentType?: string;
  /** What it is about, in published messages only. */
  key?: string;
}

/** What somebody has said. */
export interface Content {
  readonly contentType: string;
  /** In UTF-8, with a mark in the place of what is none. */
  readonly text: string;
  readonly bytes: Uint8Array;
  json(): any;
}

export interface Message extends Content {
  /** Which one it is. */
  readonly id: string;
  readonly packet: string | null;
  readonly index: number;
  /** Null for messages to one node. */
  readonly pipeline: string | null;
  /** The node that wrote it, proven, and that node's name. */
  readonly author: string;
  readonly name: string;
  readonly seq: number;
  /** By the author's clock. */
  readonly time: Date;
  /** By this node's clock. */
  readonly received: Date;
  readonly key: string | null;
  /** Shown before its turn: the node does not keep it yet. */
  readonly preview: boolean;
  /** Of a content above 1 MiB, which is no part of the message: `Pipeline.content` reads it. Else null. */
  readonly sizeBytes: number | null;
  /** Whether all of it is on this node. */
  readonly here: boolean;
}

export interface Sent {
  message: string;
  packet: string | null;
  receipt: 'queued' | 'held' | 'sent' | 'delivered' | 'stored';
  /** At how many nodes it was durable, where that was asked for. */
  storedAt?: number;
  /** It had been published before the connection was lost. */
  repeated?: boolean;
}

/** What has become of a message that was published. */
export interface Published extends Omit<Sent, 'message'> {
  /** Which one it is; null where the node does not know that any more, of what was stored while its answer was lost. */
  message: string | null;
}

/** A row of docs/api/methods.md. */
export interface Row {
  [field: string]: any;
}

export interface ConnectOptions {
  encoding?: 'json' | 'cbor';
  onConnection?: (state: 'connected' | 'lost' | 'closed', why?: Error) => void;
  /** Gives up connecting. */
  signal?: AbortSignal;
}

export class Pipes {
  /**
   * Connects to a node: the one at an address, or, in Node.js only, the one of a home on this machine (`PIPES_HOME`, else `~/.pipes`). Fails with
   * `unreachable` where none answers; later, lost connections are followed by others.
   */
  static connect(options: ConnectOptions & { url: string; token: string }): Promise<Pipes>;
  static connect(options?: ConnectOptions & { home?: string }): Promise<Pipes>;
  readonly networks: Networks;
  readonly identities: Identities;
  readonly tokens: Tokens;
  readonly home: Home;
  /** What the node said when it let this client in. */
  readonly welcome: Row;
  status(options?: CallOptions): Promise<Row>;
  /** Any method of the API. `repeat` says that it may be called twice when a connection is lost. */
  call(method: string, params?: object, options?: LongCallOptions & { repeat?: boolean }): Promise<any>;
  /** Any subscription of the API. */
  subscribe(method: string, params?: object, options?: RestartOptions): Stream<{ method: string; params: Row }>;
  /** Subscriptions end, and calls that wait fail; the node goes on. */
  close(): void;
}

export interface Identities {
  create(name: string, options?: CallOptions): Promise<Row>;
  list(options?: CallOptions): Promise<Row[]>;
}

export interface TokenScope {
  /** Methods or nouns of the API; all if left out. */
  verbs?: string[];
  /** The only one that it is for. */
  network?: string;
  /** The only one of that network. */
  pipeline?: string;
  /** For ever if left out. */
  expiresMillis?: number;
}

export interface Tokens {
  create(name: string, options?: CallOptions & TokenScope): Promise<Row & { id: string; token: string }>;
  list(options?: CallOptions): Promise<Row[]>;
  /** By its id, the beginning of that, or its name. */
  revoke(id: string, options?: CallOptions): Promise<object>;
}

/** What contents and files are made of: bytes. Texts are refused, since pieces of them may end in the middle of a character. */
export type Pieces = AsyncIterable<Uint8Array> | Iterable<Uint8Array> | ReadableStream<Uint8Array> | Blob;

/** What the process keeps, for its owner. Files that are not read or written to their end leave nothing. */
export interface Home {
  store(options?: CallOptions): Promise<Row>;
  /** Resolves when it is over; who gives it up waits no longer, and it goes on. */
  moveStore(kind: string, options?: LongCallOptions): Promise<Row>;
  backUp(passphrase: string | Uint8Array, options?: LongCallOptions): AsyncGenerator<Uint8Array>;
  /** Into an empty home; it is there after the next start. */
  restore(source: Pieces, passphrase: string | Uint8Array, options?: LongCallOptions): Promise<Row>;
}

export interface Networks {
  /** The identity, by name, is made if it is missing. */
  create(name: string, options?: CallOptions & { identity?: string }): Promise<Network>;
  join(ticket: string, options?: LongCallOptions & { identity?: string }): Promise<Network>;
  list(options?: CallOptions): Promise<Network[]>;
  /** By name or id; null if there is none. */
  find(nameOrId: string, options?: CallOptions): Promise<Network | null>;
}

export type Role = 'owner' | 'admin' | 'writer' | 'reader' | 'relay';

/** A handle: it stays good while connections are lost and come back. */
export interface Network {
  readonly id: string;
  readonly name: string;
  /** This process's node in it. */
  readonly self: string;
  readonly identity: string;
  readonly pipelines: Pipelines;
  readonly presence: Presence;
  readonly services: Services;
  info(options?: CallOptions): Promise<Row>;
  members(options?: CallOptions): Promise<Row[]>;
  /** All members but this node. */
  nodes(options?: CallOptions): Promise<Row[]>;
  /** By name, id, or the beginning of that. */
  node(nameOrId: string): Member;
  pipeline(name: string): Pipeline;
  invite(options?: CallOptions & { role?: Role; expiresMillis?: number; uses?: number }): Promise<{ ticket: string; role: Role; expires: string; uses: number }>;
  assign(node: string, role: Role, options?: CallOptions): Promise<object>;
  revoke(node: string, options?: CallOptions): Promise<object>;
  leave(options?: CallOptions & { force?: boolean }): Promise<object>;
  connect(address: string, options?: CallOptions): Promise<Row>;
  disconnect(node: string, options?: CallOptions): Promise<object>;
  /** Messages to this node; each counts as delivered when the next one is asked for or the loop is left. */
  messages(options?: StreamOptions & { from?: string }): Stream<Message>;
  receipt(message: Sent | string, options?: CallOptions): Promise<Sent['receipt']>;
  waiting(options?: CallOptions & { limit?: number }): Promise<Row[]>;
  changes(options?: RestartOptions): Stream<{ kind: string; node: string }>;
}

export interface FollowedMessage extends Sent {
  /** How far it comes, in one loop, until it is delivered; fails with `revoked` or `timed_out` when it was given up. Goes on across lost connections. */
  receipts: AsyncGenerator<Sent['receipt']>;
}

export interface Member {
  info(options?: CallOptions): Promise<Row | undefined>;
  send(content: Said, options: CallOptions & { follow: true; wait?: 'held' | 'delivered'; timeoutMillis?: number }): Promise<FollowedMessage>;
  send(content: Said, options?: CallOptions & { wait?: 'held' | 'delivered'; timeoutMillis?: number }): Promise<Sent>;
  call(service: string, request: Said, options?: CallOptions & { timeoutMillis?: number }): Promise<Answer>;
  /** In milliseconds. */
  ping(options?: CallOptions): Promise<number>;
  explain(options?: CallOptions): Promise<Row>;
}

export interface PipelineSettings {
  history?: string;
  retain?: string;
  publishRole?: Role;
  readRole?: Role;
  rotate?: string;
  metadata?: Record<string, string | null>;
}

export interface NewPipeline extends PipelineSettings, CallOptions {
  kind?: 'live' | 'persistent' | 'point-to-point';
  with?: string;
}

export interface Pipelines {
  get(name: string): Pipeline;
  create(name: string, settings?: NewPipeline): Promise<Pipeline>;
  /** Makes it if the network does not have it; nodes that do so at the same time, or apart, open the same one. Only admins change its settings. */
  open(name: string, settings?: CallOptions & { kind?: 'live' | 'persistent' }): Promise<Pipeline>;
  list(options?: CallOptions): Promise<Row[]>;
  /** Takes in what `Pipeline.export` made on another member's node. Nothing of it is trusted; what is good is durable at once. */
  import(source: Pieces, options?: LongCallOptions): Promise<Row>;
  /** All, then each that is new or has changed; when it restarts, all of them again. */
  changes(options?: RestartOptions): Stream<Row>;
}

export interface Pipeline {
  readonly name: string;
  readonly state: State;
  info(options?: CallOptions): Promise<Row>;
  change(settings: PipelineSettings & { kind?: 'persistent' }, options?: CallOptions): Promise<Row>;
  /**
   * Messages stand in the order of the calls, so nobody has to wait before the next one: what is published while a call is under way shares the next
   * one. With a `signal`, `storedAt` or `timeoutMillis` it has a call of its own. Into a persistent pipeline each message is published once, however
   * often the connection is lost. With `storedAt` the progress counts nodes.
   */
  publish(content: Said, options?: LongCallOptions & { storedAt?: number; timeoutMillis?: number }): Promise<Published>;
  /** By one call: 1 to 1,024 messages, and 1 MiB together. */
  publishAll(contents: Iterable<Said>, options?: LongCallOptions & { storedAt?: number; timeoutMillis?: number }): Promise<{ messages: (string | null)[]; receipt: Sent['receipt']; storedAt?: number; repeated?: boolean }>;
  /** Persistent pipelines take up to 4 GiB. */
  publishStream(source: Pieces, options?: LongCallOptions & { contentType?: string }): Promise<Sent>;
  content(message: Message | string, options?: LongCallOptions & { fromBytes?: number }): AsyncGenerator<Uint8Array>;
  /** What this node has of a persistent pipeline, sealed, as the pieces of a file; with `contents` those above 1 MiB as well. */
  export(options?: LongCallOptions & { contents?: boolean }): AsyncGenerator<Uint8Array>;
  /**
   * What comes from a place on: `now`, of a persistent pipeline also `start`, a time, or the id of a packet. Of a live one `onSkipped` is told how
   * many were left out, null when nobody knows, as after a lost connection.
   */
  messages(options?: StreamOptions & { from?: 'now' | 'start' | Date | string; onSkipped?: (count: number | null) => void }): Stream<Message>;
  /** What the node has now. */
  history(options?: StreamOptions & { from?: 'start' | Date | string; order?: 'arrival' | 'display' }): Stream<Message>;
  newest(count: number, options?: StreamOptions & { before?: Date | Pick<Message, 'author' | 'seq' | 'index'> | string }): Stream<Message>;
  progress(options?: StreamOptions): Stream<Row>;
  cursor(name: string): Cursor;
  cursors(options?: CallOptions): Promise<Row[]>;
}

export interface Cursor {
  readonly name: string;
  position(options?: CallOptions): Promise<Row | null>;
  messages(options?: StreamOptions): Stream<Message>;
  commit(message: Pick<Message, 'author' | 'seq' | 'index'>, options?: CallOptions): Promise<Row>;
  remove(options?: CallOptions): Promise<Row>;
}

export interface State {
  list(options?: CallOptions): Promise<Row[]>;
  /**
   * `merge` makes one value of several that were written without knowing of each other; give the same on every node. `concurrent` only shows them.
   * With either, a value wins over a removal that did not know it.
   */
  map(name: string, options?: { merge?: (values: Content[]) => Said; concurrent?: boolean }): StateMap;
  counter(name: string): StateCounter;
  set(name: string): StateSet;
}

export interface Entry extends Content {
  readonly key: string;
  readonly author: string | null;
  readonly time: Date | null;
  /** False when it was removed. */
  readonly present: boolean;
  /** All values that were written without knowing of each other, in order of their writers' clocks, where the map was asked for them; else the one. */
  readonly concurrent: Content[];
}

export interface StateMap {
  readonly name: string;
  put(key: string, content: Said, options?: CallOptions): Promise<Sent>;
  remove(key: string, options?: CallOptions): Promise<Sent>;
  get(key: string, options?: CallOptions): Promise<Entry | null>;
  entries(options?: CallOptions): AsyncGenerator<Entry>;
  /** First what is there, then what changes; when it restarts, begin with an empty map. */
  changes(options?: RestartOptions): Stream<Entry>;
}

export interface StateCounter {
  readonly name: string;
  /** A whole number. */
  add(amount: number, options?: CallOptions): Promise<Sent>;
  /** In CBOR a `bigint` above 2^53; in JSON not exact there. */
  value(options?: CallOptions): Promise<number | bigint>;
  changes(options?: RestartOptions): Stream<number | bigint>;
}

export interface StateSet {
  readonly name: string;
  add(key: string, options?: CallOptions): Promise<Sent>;
  remove(key: string, options?: CallOptions): Promise<Sent>;
  has(key: string, options?: CallOptions): Promise<boolean>;
  values(options?: CallOptions): AsyncGenerator<string>;
  changes(options?: RestartOptions): Stream<{ key: string; present: boolean }>;
}

export interface Presence {
  /** This node first, then by name. */
  list(options?: CallOptions): Promise<Row[]>;
  set(status: string, options?: CallOptions): Promise<Row>;
  /** When it restarts, list again. */
  changes(options?: RestartOptions): Stream<{ kind: 'joined' | 'changed' | 'removed'; member: Row }>;
}

export interface Services {
  list(options?: CallOptions): Promise<Row[]>;
  call(service: string, request: Said, options?: CallOptions & { node?: string; timeoutMillis?: number }): Promise<Answer>;
  /** Offers a service until the offer is closed, also across lost connections. Of what the handler throws the caller gets the sentence of a PipesError. */
  offer(service: string, handler: (call: Called) => Said | Promise<Said>, options?: { metadata?: Record<string, string>; window?: number; signal?: AbortSignal }): Promise<Offer>;
}

export interface Answer extends Content {
  readonly node: string;
  readonly name: string;
}

export interface Called extends Content {
  readonly id: string;
  readonly service: string;
  /** Who calls, proven. */
  readonly node: string;
  readonly name: string;
  /** Aborted when the time is over that the caller has given; nobody is told when the caller gives up before. */
  readonly signal: AbortSignal;
}

export interface Offer {
  readonly service: string;
  /** Resolves when it was closed, rejects when it ended otherwise: the client was closed, the signal aborted, or the node does not take it any more. */
  readonly ended: Promise<void>;
  close(): void;
}
