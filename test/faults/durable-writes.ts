import type { Step } from './inject.ts';

/** Which test lets the steps of a write fail. */
export type Trial =
  | 'sealing'
  | 'continuing'
  | 'keys'
  | 'journal'
  | 'control'
  | 'migration'
  | 'index rebuild'
  | 'exports'
  | 'retention'
  | 'backup'
  | 'restore'
  | 'in use'
  | 'tiles rebuild';

/** A kind of durable write: where it is, what holds once it returned, who repeats it when it did not. */
export interface DurableWrite {
  what: string;
  /** Source file, below packages/. */
  file: string;
  /** Its calls there, as scan.ts finds them. */
  calls: string;
  /** What survives a power loss once it returned; or why nothing rests on it. */
  durable: string;
  /** Who repeats it after a failure. */
  again: string;
  /** Null: nothing that lasts, so there is nothing to try; or what its callers' rows try; or what its own tests do. */
  trial: Trial | null;
  /** Tells its steps from its neighbours' in the same file: matches `<call> <path in the data directory, or statement>`. */
  target?: RegExp;
}

const nextRun = 'the next run of the sealer, which reads anew what is there';
const caller = 'the caller: nothing, or all of it with its event, is there';
const withChange = 'with the transaction it is part of, whose event it shares';
const row = (file: string, calls: string, what: string, rest: Omit<DurableWrite, 'file' | 'calls' | 'what'>): DurableWrite => ({
  file,
  calls,
  what,
  ...rest,
});
/** An act: one transaction that holds the change and the event about it. */
const act = (name: string, what: string, calls = 'kysely.transaction'): DurableWrite =>
  row(`server/access/${name}.ts`, calls, what, {
    durable: 'the change and its event in the outbox, or neither',
    again: caller,
    trial: 'control',
  });
const store = (name: string, calls: string, what: string): DurableWrite =>
  row(`server/control/${name}.ts`, calls, what, { durable: withChange, again: caller, trial: 'control' });
/** Says something of the running process only. */
const passing = (file: string, calls: string, what: string): DurableWrite =>
  row(file, calls, what, { durable: 'nothing: it is made anew at every start', again: 'the next start', trial: null });
/** Does what its callers ask for; they have the rows. */
const layer = (file: string, calls: string, what: string): DurableWrite =>
  row(file, calls, what, { durable: 'as its callers say', again: 'its callers', trial: null });

export const durableWrites: readonly DurableWrite[] = [
  layer(
    'server/base/files.ts',
    'fs.link fs.mkdir fs.mkdir fs.mkdir fs.open fs.open fs.open fs.open fs.rename fs.rename fs.rename fs.rename fs.rm fs.rm fs.rm fs.rm fs.rm fs.rm',
    'the layer below every file that lasts',
  ),
  row('server/control/sqlite-dialect.ts', 'sql.run', 'every statement of control.db, COMMIT too', {
    durable: 'the transaction, at COMMIT',
    again: 'whoever asked for it; they have rows of their own',
    trial: 'control',
  }),

  row(
    'server/journal/writer.ts',
    'sql.exec sql.exec sql.exec sql.run sql.run sql.run sql.run sql.run',
    'events, ids, heads and idempotency answers of one group',
    {
      durable: 'all of the group, at COMMIT; receipts are sent only after it',
      again: 'the producer, under the same ids or key; after any failure but a full disk the process has ended',
      trial: 'journal',
      target: /commit|insert/i,
    },
  ),
  row('server/journal/writer.ts', 'sql.run', 'trim: the journal forgets what a listed segment holds', {
    durable: 'the removal; a batch that stays is a copy of what the segment holds',
    again: nextRun,
    trial: 'sealing',
    target: /DELETE FROM batches/,
  }),
  row('server/journal/writer.ts', 'sql.run', 'remembered ids of events that retention removed long ago', {
    durable: 'the removal; an id that stays answers a repetition as a duplicate a while longer',
    again: 'the next run of retention',
    trial: 'retention',
    target: /DELETE FROM ids/,
  }),
  row('server/journal/writer.ts', 'sql.run', 'idempotency answers that are old enough to be forgotten', {
    durable: 'the removal; an answer that stays is replayed a day longer',
    again: 'the first group of the next day',
    trial: 'journal',
    target: /DELETE FROM answers/,
  }),
  row(
    'server/journal/schema.ts',
    'sql.exec sql.exec sql.exec',
    'the tables of journal.db (base/migrate.ts); at each open, what the log holds is written into the file',
    {
      durable: 'the schema, whole; and what a sync that failed before left in doubt',
      again: 'the next start',
      trial: 'journal',
    },
  ),
  row('server/journal/open-reader.ts', 'sql.exec', 'settings of a reading connection', {
    durable: 'nothing: it cannot write',
    again: 'nobody',
    trial: null,
  }),

  row('server/segments/keys.ts', 'createOnce syncDirectory', 'signing key of an organisation', {
    durable: 'bytes and name, before the first event of the organisation is acknowledged',
    again: 'the next start, or whoever adds the organisation again',
    trial: 'keys',
  }),
  row('server/base/data-directory.ts', 'ensureDirectory ensureDirectory removeLeftovers', 'the data directory and its folders', {
    durable: 'their names, before anything is put into them',
    again: 'the next start',
    trial: 'keys',
  }),
  row('server/sealer/organisation-sealer.ts', 'ensureDirectory', "an organisation's folder", {
    durable: 'its name in segments/',
    again: nextRun,
    trial: 'sealing',
    target: / segments(\/[^/]+)?$/,
  }),
  row('server/sealer/organisation-sealer.ts', 'writeDurably', 'signed state: the last checkpoint that was signed', {
    durable: 'bytes and name, before anybody is shown the checkpoint',
    again: nextRun,
    trial: 'sealing',
    target: / signed/,
  }),
  row('server/sealer/organisation-sealer.ts', 'replaceCopy', 'published checkpoint', {
    durable: 'nothing yet: a copy of the signed state, which a start compares and writes again',
    again: nextRun,
    trial: 'sealing',
    target: /^(?!sync).*\/checkpoint/,
  }),
  row('server/sealer/organisation-sealer.ts', 'syncFile syncDirectory', 'published checkpoint, before the journal forgets', {
    durable: 'its bytes and name, before nothing is left in the journal for which a start would look at it',
    again: nextRun,
    trial: 'sealing',
    target: /^sync segments\/[^/]+(\/checkpoint)?$/,
  }),
  row('server/segments/close-segment.ts', 'writeSynced', 'bodies of a segment', {
    durable: 'the bytes; nothing counts before the list names it',
    again: nextRun,
    trial: 'sealing',
    target: / .*\/bodies/,
  }),
  row('server/segments/tile-files.ts', 'writeSynced', 'hash tiles', {
    durable: 'the bytes; repeated with the same',
    again: nextRun,
    trial: 'sealing',
    target: /^(?!rm ).*\/tile/,
  }),
  row('server/segments/tile-files.ts', 'remove', 'partial tiles that a longer one replaced', {
    durable: 'nothing rests on it: one that stays or comes back is not read',
    again: 'nobody',
    trial: 'sealing',
    target: /^rm .*\.p\/\d+$/,
  }),
  row('server/segments/close-segment.ts', 'syncFolders', 'names of bodies, tiles and their folders', {
    durable: 'every name up to the data directory, before the list names the segment',
    again: nextRun,
    trial: 'sealing',
    target: /^sync (segments(\/[^/]+(\/bodies|\/tile.*)?)?)?$/,
  }),
  row('server/segments/close-segment.ts', 'appendSynced syncDirectory', 'line of the segment list', {
    durable: 'line and name, before the journal forgets',
    again: nextRun,
    trial: 'sealing',
    target: /^(open|writeFile|sync) .*\/list\.jsonl$/,
  }),
  row('server/segments/close-segment.ts', 'writeDurably', 'the segment list, confirmed by a process that did not write it', {
    durable: 'every whole line, anew',
    again: nextRun,
    trial: 'sealing',
    target: /\/list\.jsonl\.tmp$/,
  }),
  row('server/segments/rewrite.ts', 'writeSynced', 'bodies of a new generation', {
    durable: 'the bytes; nothing counts before the list names them',
    again: 'the next run of retention, which takes away what a failed one left',
    trial: 'retention',
    target: /^mkdir |^(?!rm |sync ).*\/bodies\/|^sync .*\.zst$/,
  }),
  row(
    'server/segments/rewrite.ts',
    'appendSynced syncDirectory syncDirectory syncDirectory',
    'lines of new generations, between their names and the end of the old ones',
    {
      durable: 'the names before the lines, the lines before the old bodies go; and that these are gone',
      again: 'the next run of retention',
      trial: 'retention',
      target: /list\.jsonl$|^sync segments\/[^/]+(\/bodies)?$/,
    },
  ),
  row('server/segments/rewrite.ts', 'remove', 'bodies of the generation before', {
    durable: 'with the folder: they are gone from the disk',
    again: 'the next run of retention: nothing reads them',
    trial: 'retention',
    target: /^rm /,
  }),
  row('server/segments/rewrite.ts', 'remove syncDirectory', 'bodies that a crash left of an earlier removal', {
    durable: 'that they are gone',
    again: 'the next run of retention',
    trial: null,
    target: /^$/,
  }),
  row('server/sealer.ts', 'remove renameDurably writeDurably', 'signed state that an admin gave up', {
    durable: 'the abandoned checkpoint beside, before another is signed',
    again: 'the admin: the organisation stays refused until it is done',
    trial: 'continuing',
  }),
  row('server/sealer.ts', 'renameDurably', 'bodies that are newer than a ledger that was put back and goes on', {
    durable: 'their other name: the next start does not refuse the organisation for them',
    again: 'the admin, after the next start',
    trial: 'continuing',
    target: /\/bodies(\/|$)/,
  }),
  row('server/base/in-use.ts', 'remove writeDurably', 'marker of a directory in use', {
    durable: 'the marker, before anything in the directory is opened; one that stays after a stop says nothing against the same directory',
    again: 'the next start',
    trial: 'in use',
  }),
  passing('server/tasks/memory.ts', 'writeDurably', 'when tasks ran; without it, it is known from the next run on'),
  passing('server/verifier/state.ts', 'writeDurably', 'where the verifier was; without it it begins again'),

  row('server/control/open.ts', 'kysely.transaction', 'COMMIT of control.db', {
    durable: 'the whole transaction',
    again: 'the caller, whose step it is: tried with each act of control',
    trial: null,
  }),
  row('server/control/open.ts', 'fs.openSync sql.exec sql.exec', 'control.db itself, closed to others, and its settings', {
    durable: 'with its first transaction',
    again: 'the next start',
    trial: 'migration',
    target: /control\.db|pragma/i,
  }),
  row(
    'server/base/migrate.ts',
    'fs.chmodSync fs.fsyncSync fs.rmSync sql.exec sql.exec sql.exec sql.exec sql.exec sql.run',
    'a new schema, after a copy of the old data',
    {
      durable: 'the copy, bytes and name, before the change; then all steps or none',
      again: 'the next start',
      trial: 'migration',
    },
  ),
  store('installation', 'kysely.insertInto', 'what this installation is'),
  store(
    'organisations',
    'kysely.deleteFrom kysely.deleteFrom kysely.deleteFrom kysely.insertInto kysely.insertInto kysely.updateTable kysely.updateTable kysely.updateTable',
    'organisations, and their deletion',
  ),
  store('users', 'kysely.deleteFrom kysely.insertInto kysely.updateTable kysely.updateTable', 'users'),
  store('memberships', 'kysely.deleteFrom kysely.insertInto', 'memberships'),
  store('sessions', 'kysely.deleteFrom kysely.deleteFrom kysely.deleteFrom kysely.insertInto kysely.updateTable', 'sessions'),
  store('api-keys', 'kysely.insertInto kysely.updateTable kysely.updateTable', 'API keys'),
  store('exports', 'kysely.deleteFrom kysely.insertInto kysely.updateTable', 'export jobs'),
  store('shares', 'kysely.insertInto kysely.updateTable kysely.updateTable', 'share links'),
  store('views', 'kysely.deleteFrom kysely.insertInto kysely.updateTable', 'saved views'),
  store('sign-in-attempts', 'kysely.deleteFrom kysely.deleteFrom kysely.deleteFrom kysely.insertInto', 'tries to sign in'),
  row('server/control/own-events.ts', 'kysely.insertInto', 'outbox: an event of our own', {
    durable: withChange,
    again: caller,
    trial: 'control',
    target: /insert/i,
  }),
  row('server/control/own-events.ts', 'kysely.deleteFrom', 'outbox: an event that the ledger has', {
    durable: 'the removal; an event that stays is drained again, as a duplicate under its fixed id',
    again: 'the next run of the drain',
    trial: 'control',
    target: /delete/i,
  }),
  store(
    'retention',
    'kysely.deleteFrom kysely.insertInto kysely.insertInto kysely.insertInto kysely.insertInto kysely.updateTable kysely.updateTable',
    'decisions about retention, holds, the last sweep, the clock',
  ),
  act(
    'close-organisation',
    'organisation closed, reopened, its deletion asked for; deletion confirmed',
    'kysely.transaction kysely.transaction',
  ),
  row('server/journal/writer.ts', 'sql.exec sql.exec sql.exec sql.run', 'a deleted organisation leaves the journal', {
    durable: 'all of it, at COMMIT',
    again: 'the next run of retention, as long as control.db holds the deletion',
    trial: null,
    target: /DELETE FROM (batches|ids|heads|organisations) WHERE n = \?$/,
  }),
  row(
    'server/segments/remove-organisation.ts',
    'remove remove remove syncDirectory syncDirectory syncDirectory',
    'files of a deleted organisation',
    {
      durable: 'that they are gone, the key last',
      again: 'the next run of retention, as long as control.db holds the deletion',
      trial: null,
    },
  ),
  act('set-retention', 'retention decided; a decision undone', 'kysely.transaction kysely.transaction'),
  act('holds', 'hold placed; hold released', 'kysely.transaction kysely.transaction'),
  row('server/http/retention.ts', 'kysely.transaction', 'the clock confirmed, and the event about it', {
    durable: 'both or neither',
    again: caller,
    trial: null,
  }),
  row('server/retention.ts', 'kysely.transaction', 'the end of a sweep', {
    durable: 'that it came to its end; else the event of the next one says on which it goes on',
    again: 'the next run of retention',
    trial: null,
  }),
  act('change-password', 'password changed', 'kysely.transaction kysely.transaction'),
  act('change-role', 'role changed; administrator of the installation or no longer', 'kysely.transaction kysely.transaction'),
  act('create-key', 'key made'),
  act('create-organisation', 'organisation added'),
  act('create-user', 'user added'),
  act('delete-user', 'user deleted'),
  act('own-act', 'failed try recorded'),
  act('rename-organisation', 'organisation renamed'),
  act('reset-password', 'password reset'),
  act('revoke-key', 'key revoked'),
  act('set-up', 'first administrator, by link or by environment', 'kysely.transaction kysely.transaction'),
  act('shares', 'share link made; revoked', 'kysely.transaction kysely.transaction'),
  act('views', 'view saved; changed; removed', 'kysely.transaction kysely.transaction kysely.transaction'),
  row('server/exporter/acts.ts', 'kysely.transaction kysely.transaction', 'export asked for; cancelled or removed', {
    durable: 'the job and its event in the outbox, or neither',
    again: caller,
    trial: 'control',
  }),
  row('server/exporter/jobs.ts', 'kysely.transaction kysely.transaction kysely.transaction', 'export completed, failed, expired', {
    durable: 'the state of the job and its event in the outbox, or neither; completed only after its files are on disk',
    again: 'the next run: what still says running is begun anew, what still says done expires again',
    trial: 'exports',
    target: /commit/i,
  }),
  row('server/exporter/jobs.ts', 'ensureDirectory remove remove remove remove remove', "the directory of a job's files", {
    durable: 'its name, before anything is put into it; one that stays after its job is removed by a later run',
    again: 'the next run',
    trial: 'exports',
  }),
  row('server/exporter/run-job.ts', 'writeStreamDurably', 'a file of an export', {
    durable: 'bytes and name, before the job says that it is done',
    again: 'the next run, which begins the job anew in an empty directory',
    trial: 'exports',
  }),
  row('server/exporter/run-job.ts', 'writeDurably', 'the manifest of an export, last of its files', {
    durable: 'bytes and name, before the job says that it is done',
    again: 'the next run, which begins the job anew in an empty directory',
    trial: 'exports',
    target: /manifest\.json/,
  }),
  act('sign-in', 'try counted; session begun; failed try recorded', 'kysely.transaction kysely.transaction kysely.transaction'),
  act('sign-out', 'session ended'),
  act('throttle', 'a try taken back, whose password nobody looked at'),

  row('cli/commands/index-rebuild.ts', 'remove remove renameDurably', 'the index thrown away', {
    durable: 'that it is gone: a start never finds half of it',
    again: 'the operator',
    trial: 'index rebuild',
  }),
  row('cli/commands/export.ts', 'fs.open fs.open fs.open fs.rename fs.rename fs.rm fs.rm fs.writeFile', 'a file that the user exports to', {
    durable: 'its bytes, before it has its name',
    again: 'the user; a download of a job goes on where it stopped',
    trial: null,
  }),
  row('server/backup/take.ts', 'copySynced ensureDirectory remove syncFile syncFolders writeSynced writeSynced', 'the files of a backup', {
    durable: 'bytes and names, before the manifest',
    again: 'the operator: a backup that failed is removed, one without a manifest is refused',
    trial: 'backup',
  }),
  row('server/backup/copy-tile.ts', 'writeSynced', 'a tile of a backup', {
    durable: 'the bytes, before the manifest',
    again: 'the operator',
    trial: 'backup',
  }),
  row('server/backup/manifest.ts', 'writeDurably', 'the manifest of a backup, last', {
    durable: 'that the backup is complete',
    again: 'the operator',
    trial: 'backup',
  }),
  row('server/backup/snapshot.ts', 'sql.exec', 'a read transaction', { durable: 'nothing: it cannot write', again: 'nobody', trial: null }),
  row('server/backup/restore.ts', 'copySynced ensureDirectory remove renameDurably syncFolders', 'a data directory made of a backup', {
    durable: 'bytes and names, before control.db gets its name; without it no server starts',
    again: 'the operator: a restore that failed is removed, control.db first',
    trial: 'restore',
  }),
  row('server/control/offline-outbox.ts', 'sql.exec sql.exec sql.run', 'outbox of a stopped server: what the operator did', {
    durable: 'all events or none, at COMMIT',
    again: 'the operator',
    trial: 'restore',
  }),
  row(
    'server/archives/restore.ts',
    'kysely.transaction renameDurably sql.exec sql.exec sql.run sql.run sql.run sql.run',
    'a data directory made of archived days',
    {
      durable: 'all of it, once control.db has its name; without it no server starts',
      again: 'the operator: a restore that failed is removed',
      trial: null,
    },
  ),
  act('archives', 'an archive set up, changed, removed; an act about one', 'kysely.transaction kysely.transaction kysely.transaction'),
  row('server/access/installation-key.ts', 'createOnce syncDirectory', 'the key under which secrets of others are kept', {
    durable: 'bytes and name, before anything is encrypted with it',
    again: 'whoever enters the secret again',
    trial: 'keys',
  }),
  store('archives', 'kysely.deleteFrom kysely.insertInto', 'where days are archived to'),
  row('server/control/archive-days.ts', 'kysely.deleteFrom kysely.insertInto kysely.updateTable', 'what was delivered to archives', {
    durable: 'a plan before its first object is sent; that a day is delivered, after its manifest was acknowledged',
    again: 'the next run of the archiver, which repeats the plan and finds what it had delivered',
    trial: 'control',
  }),
  row('server/server/continuation.ts', 'kysely.transaction', 'the event of an admin who goes on after a rollback', {
    durable: 'the event, before the ledger is signed anew, and with its sizes after it',
    again:
      'the admin: the event of the intention stays in the outbox (e2e/durable-continue.test.ts kills between the two commits; the failing COMMIT itself is not tried here)',
    trial: null,
  }),
  row('server/server.ts', 'kysely.transaction', 'an empty transaction: control.db stands still for a snapshot', {
    durable: 'nothing: it writes nothing',
    again: 'nobody',
    trial: null,
  }),
  row('server/verifier/rebuild-tiles.ts', 'ensureDirectory syncFolders syncFolders writeDurably', 'tiles made anew on purpose', {
    durable: 'bytes and names; a tile that is there stays whole until the new one is',
    again: 'the operator; what is right is only synced again',
    trial: 'tiles rebuild',
  }),
  passing('server/base/lock.ts', 'fs.chmodSync fs.mkdirSync fs.mkdirSync fs.rmSync fs.writeFileSync sql.exec', 'lock and pid'),
  passing('server/access/operator-socket.ts', 'fs.chmod fs.rm fs.rm', "the operator's socket"),
  passing('server/index/engine-pid.ts', 'fs.mkdirSync fs.rmSync fs.writeFileSync', "the engine's pid"),
  passing('server/index/host-insert.ts', 'fs.open fs.rm', 'rows on their way into the index'),
  passing('server/index/set-aside.ts', 'fs.rename fs.rename fs.rm fs.rm', 'an index that cannot be opened'),
  passing(
    'server/index/engine-host.ts',
    'fs.mkdirSync fs.writeFileSync',
    "the engine's settings; the index itself is made anew from the ledger",
  ),
];

export const rowsOf = (trial: Trial): DurableWrite[] => durableWrites.filter((one) => one.trial === trial);

/** The row of a step, whose target is a path in the data directory or a statement. */
export function rowOf(step: Step): DurableWrite | undefined {
  const here = durableWrites.filter(({ file }) => step.from === `packages/${file}`);
  return here.find(({ target }) => target?.test(`${step.call} ${step.target}`)) ?? here.find(({ target }) => target === undefined);
}
