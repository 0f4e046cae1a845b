import { DatabaseSync } from 'node:sqlite';
import { uuidv7 } from '../base/uuid.ts';
import { builtInSlug } from './organisations.ts';
import type { OwnEvent } from './own-events.ts';

/**
 * Puts events of our own into the outbox of a stopped server; its next start records them. All of them or none, on disk
 * when it returns. `organisation` null: the one that takes the installation's own events. The data directory's lock must be held.
 */
export function addToOutbox(path: string, events: readonly { organisation: string | null; event: OwnEvent }[]): void {
  const db = new DatabaseSync(path);
  try {
    db.exec('PRAGMA synchronous = FULL; BEGIN IMMEDIATE;');
    const builtIn = String(db.prepare('SELECT id FROM organisations WHERE slug = ?').get(builtInSlug)?.['id']);
    const add = db.prepare('INSERT INTO own_events (id, organisation, event, created_at) VALUES (?, ?, ?, ?)');
    for (const { organisation, event } of events) {
      const [id, owner] = [uuidv7(), organisation ?? builtIn];
      add.run(id, owner, JSON.stringify({ id, organisation: owner, ...event }), event.occurred_at);
    }
    db.exec('COMMIT');
  } finally {
    // Closed with its transaction open, the database takes it back.
    db.close();
  }
}
