import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { concat, encodeBatch, leafOf, parseRecord, secretBytes } from '@annals/ledger';
import { prepareDataDirectory } from '../base/data-directory.ts';
import { renameDurably } from '../base/files.ts';
import { nodeHashing } from '../base/hashing.ts';
import { uuidv7 } from '../base/uuid.ts';
import { openControl } from '../control/open.ts';
import type { Source } from '../destinations/destination.ts';
import { idBytes } from '../journal/id-bytes.ts';
import { openJournalDatabase } from '../journal/schema.ts';
import { frontierBytes, treeOf } from '../journal/tree-head.ts';
import { journalPath } from '../segments/paths.ts';
import { Bad } from './bad.ts';
import { checkDay } from './check-day.ts';
import { collect, type Copy, type Found } from './collect.ts';
import { eventsOf } from './day-events.ts';

export interface RestoreDays {
  source: Source;
  organisation: string;
  /** The first and the last day, both inclusive. */
  from: string;
  to: string;
  /** By which manifests and checkpoints are judged; null: by the archive's own word. */
  vkey: string | null;
  /** The data directory to make; empty, its lock held. */
  data: string;
  onDay(progress: { day: string; events: number }): void;
}

export interface Restored {
  /** The organisation that holds the days, in the new directory. */
  organisation: string;
  name: string;
  events: number;
  /** Sequence in the original of what is 0 here. */
  first: number;
}

const unnamed = 'control.db.restoring';

/**
 * Makes a data directory of archived days, for search: one organisation, closed from the beginning and named after what
 * it is, with the events as they were recorded. Each delivery is checked against its proofs first.
 *
 * It is a ledger of its own, with its own key and its own sequences from 0: the original's tree cannot be had without
 * everything before the day, and a second place that signs as the original would be a second history. The proof of an
 * event is in the archive. Nothing removes these events: no retention was decided for the organisation.
 * Durability: control.db gets its name last, so that no server starts on half of it; what failed is removed by the caller.
 */
export async function restoreDays(order: RestoreDays): Promise<Restored> {
  const { source, data, from, to } = order;
  const copy = await collect(source);
  const found = (copy.organisations.get(order.organisation) ?? []).filter(({ manifest: { day } }) => from <= day && day <= to);
  if (found.length === 0) throw new Bad('empty', `${order.organisation} ${from}`, 'there is no manifest of this day');
  await prepareDataDirectory(data);
  const organisation = uuidv7();
  const journal = openJournalDatabase(journalPath(data));
  let events: number;
  try {
    events = await fill(journal, organisation, copy, found, order);
  } finally {
    journal.close();
  }
  const name = `Restored: ${from === to ? from : `${from} to ${to}`} of ${order.organisation.slice(0, 8)}`;
  const control = await openControl(join(data, unnamed), { installationName: 'restored.annals.local' });
  try {
    const now = control.now();
    await control.transaction(async (trx) => {
      await trx.organisations.create({ id: organisation, name, createdAt: now, closedAt: now });
      await trx.ownEvents.add((await trx.organisations.builtIn()).id, {
        event: 'annals.restore',
        outcome: 'success',
        occurred_at: now,
        actor: { type: 'system', name: 'operator', client: 'cli' },
        targets: [{ type: 'organisation', id: organisation, name }],
        producer: { name: 'annals' },
        extra: { archive: source.name, of: order.organisation, from, to, events, first: found[0]!.manifest.first },
      });
    });
  } finally {
    await control.close();
  }
  await renameDurably(join(data, unnamed), join(data, 'control.db'));
  return { organisation, name, events, first: found[0]!.manifest.first };
}

/** Checks each delivery, then writes its events into the journal, from where the first start seals them. */
async function fill(
  journal: DatabaseSync,
  organisation: string,
  copy: Copy,
  found: readonly Found[],
  { source, vkey, onDay }: RestoreDays,
): Promise<number> {
  const tree = treeOf(0, new Uint8Array());
  const batch = journal.prepare('INSERT INTO batches (n, first, count, received_at, plaintext, leaves) VALUES (1, ?, ?, ?, ?, ?)');
  const remember = journal.prepare('INSERT OR IGNORE INTO ids (id, n, sequence, digest) VALUES (?, 1, ?, ?)');
  let last = '';
  journal.exec('BEGIN IMMEDIATE');
  journal.prepare('INSERT INTO organisations (n, uuid) VALUES (1, ?)').run(organisation);
  for (const one of found) {
    await checkDay(source, copy, one, vkey ?? one.manifest.vkey, { tiles: null, lastReceivedAt: '' });
    for await (const { lines, secrets } of eventsOf(source, copy, one.manifest)) {
      const first = tree.size;
      const leaves = lines.map((line, i) =>
        leafOf(line, secrets.subarray(i * secretBytes, (i + 1) * secretBytes), { organisation, sequence: first + i }, nodeHashing),
      );
      lines.forEach((line, i) => {
        const { skeleton } = parseRecord(line);
        remember.run(idBytes(JSON.parse(skeleton.get('id')!) as string), first + i, new Uint8Array(8));
        last = JSON.parse(skeleton.get('received_at')!) as string;
      });
      batch.run(first, lines.length, last, encodeBatch({ lines, secrets }), concat(leaves));
      tree.appendAll(concat(leaves));
    }
    onDay({ day: one.manifest.day, events: one.manifest.count });
  }
  journal
    .prepare('INSERT INTO heads (n, size, root, frontier, last_received_at) VALUES (1, ?, ?, ?, ?)')
    .run(tree.size, tree.root(), frontierBytes(tree), last);
  journal.exec('COMMIT');
  return tree.size;
}
