import fs from 'node:fs';
import promises, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { join, relative } from 'node:path';
import { DatabaseSync, StatementSync } from 'node:sqlite';

/**
 * Faults at the lowest place there is: every primitive through which a program changes a disk is wrapped in this
 * process (in each of its threads, when this is preloaded), so that the code under test needs no seam. A wrapped call can fail before it took
 * effect, after it, or, where it writes bytes, in the middle.
 */
export interface Step {
  /** The primitive: `rename`, `sync`, `commit`, … */
  call: string;
  /** The file's path, or the text of the statement. */
  target: string;
  /** Source file that wanted it, from the repository's root: the first caller above the layers that everybody uses. */
  from: string;
}

export type When = 'before' | 'half' | 'after';

export class Injected extends Error {
  constructor(step: Step, when: When) {
    super(`injected ${when}: ${step.call} ${step.target}`);
    this.name = 'Injected';
  }
}

const root = join(import.meta.dirname, '..', '..');
/** They do what others ask for; which write it is, their callers say. */
const layers = ['packages/server/base/files.ts', 'packages/server/control/sqlite-dialect.ts', 'packages/server/control/open.ts'];

let observer: ((step: Step) => When | null) | null = null;
let fail = (error: Injected): void => {
  throw error;
};

/** Shows every step to `see`, which may let it fail: with an error, or by `how`. One at a time; answers how to stop. */
export function observe(see: (step: Step) => When | null, how = fail): () => void {
  [observer, fail] = [see, how];
  return () => {
    observer = null;
  };
}

function ask(call: string, target: string): { when: When; error: Injected } | null {
  if (observer === null) return null;
  const step = { call, target, from: caller() };
  if (step.from === '') return null;
  // What the observer itself writes is no step.
  const see = observer;
  observer = null;
  const when = see(step);
  observer = see;
  return when === null ? null : { when, error: new Injected(step, when) };
}

/** Empty when no source of ours asked for it. */
function caller(): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 100;
  const stack = new Error().stack ?? '';
  Error.stackTraceLimit = limit;
  const files = [...stack.matchAll(/file:\/\/(\/[^\s:)]+\.ts)/g)].map(([, path = '']) => relative(root, path));
  const ours = files.filter((file) => /^packages\/(server|cli)\//.test(file) && !/\.test\.ts$|testing\.ts$|test-world\.ts$/.test(file));
  return ours.find((file) => !layers.includes(file)) ?? ours[0] ?? '';
}

type Callable = (this: unknown, ...args: unknown[]) => unknown;

function wrapAsync(
  owner: object,
  name: string,
  targetOf: (self: unknown, args: unknown[]) => string | null,
  undo?: (result: unknown) => Promise<void>,
): void {
  const real = Reflect.get(owner, name) as Callable;
  const wrapped = async function (this: unknown, ...args: unknown[]): Promise<unknown> {
    const target = targetOf(this, args);
    const fault = target === null ? null : ask(name, target);
    if (fault === null) return real.apply(this, args);
    if (fault.when === 'half') await real.apply(this, [half(args[0])]);
    if (fault.when === 'after') {
      // On a line of its own: what stands within `undo?.()` is left out where there is nothing to undo.
      const result = await real.apply(this, args);
      await undo?.(result);
    }
    return fail(fault.error);
  };
  Reflect.set(owner, name, wrapped);
}

function wrapSync(
  owner: object,
  name: string,
  targetOf: (self: unknown, args: unknown[]) => [string, string] | null,
  instead?: (self: unknown) => void,
): void {
  const real = Reflect.get(owner, name) as Callable;
  const wrapped = function (this: unknown, ...args: unknown[]): unknown {
    const about = targetOf(this, args);
    const fault = about === null ? null : ask(...about);
    if (fault === null) return real.apply(this, args);
    if (fault.when === 'after') real.apply(this, args);
    else if (about?.[0] === 'commit') instead?.(this);
    return fail(fault.error);
  };
  Reflect.set(owner, name, wrapped);
}

function half(bytes: unknown): unknown {
  return typeof bytes === 'string'
    ? bytes.slice(0, bytes.length >> 1)
    : (bytes as Uint8Array).subarray(0, (bytes as Uint8Array).length >> 1);
}

const paths = new WeakMap<object, string>();
const first = (_self: unknown, [path]: unknown[]): string => String(path);

const probe = await promises.open('/dev/null');
const handles = Object.getPrototypeOf(probe) as object;
await probe.close();
for (const name of ['writeFile', 'appendFile', 'write', 'truncate', 'datasync', 'sync'])
  wrapAsync(handles, name, (self) => paths.get(self as object) ?? null);

const realOpen = promises.open;
async function rememberingOpen(...args: Parameters<typeof realOpen>): Promise<FileHandle> {
  const handle = await realOpen(...args);
  paths.set(handle, String(args[0]));
  return handle;
}
Reflect.set(promises, 'open', rememberingOpen);
wrapAsync(
  promises,
  'open',
  (_self, [path, flags]) => (flags === undefined || flags === 'r' ? null : String(path)),
  (handle) => (handle as FileHandle).close(),
);
for (const name of ['mkdir', 'rename', 'link', 'rm', 'unlink', 'writeFile', 'appendFile', 'chmod', 'copyFile', 'cp', 'symlink', 'truncate'])
  wrapAsync(promises, name, first);
for (const name of [
  'mkdirSync',
  'renameSync',
  'rmSync',
  'unlinkSync',
  'writeFileSync',
  'appendFileSync',
  'chmodSync',
  'copyFileSync',
  'fsyncSync',
])
  wrapSync(fs, name, (self, args) => [name, first(self, args)]);
wrapSync(fs, 'openSync', (_self, [path, flags]) => (flags === undefined || flags === 'r' ? null : ['openSync', String(path)]));

const write = /^\s*(insert|update|delete|replace|create|drop|alter|vacuum|pragma (user_version\s*=|wal_checkpoint))/i;
/** A statement of its own is its own commit; within a transaction it only becomes durable with the transaction's. */
function statement(sql: string): [string, string] | null {
  if (/\bcommit\s*;?\s*$/i.test(sql)) return ['commit', sql];
  return write.test(sql) ? ['statement', sql] : null;
}
const execute = DatabaseSync.prototype.exec;
// As SQLite itself does when a commit fails: what was not committed is rolled back.
wrapSync(
  DatabaseSync.prototype,
  'exec',
  (_self, [sql]) => statement(String(sql)),
  (db) => (db as DatabaseSync).isTransaction && execute.call(db as DatabaseSync, 'ROLLBACK'),
);
const databases = new WeakMap<object, DatabaseSync>();
const prepare = DatabaseSync.prototype.prepare;
DatabaseSync.prototype.prepare = function (...args) {
  const made = prepare.apply(this, args);
  databases.set(made, this);
  return made;
};
wrapSync(
  StatementSync.prototype,
  'run',
  (self) => statement((self as StatementSync).sourceSQL),
  (self) => {
    const db = databases.get(self as object);
    if (db?.isTransaction) execute.call(db, 'ROLLBACK');
  },
);
syncBuiltinESMExports();
