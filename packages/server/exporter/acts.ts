import type { Access } from '../access/access.ts';
import { orRecordFailure, ownEventOf, type Caller } from '../access/own-act.ts';
import type { Principal } from '../access/principal.ts';
import { requireScope, resolveOrganisation } from '../access/visible.ts';
import { Problem } from '../base/problem.ts';
import type { ExportRow } from '../control/tables.ts';
import { readQuery } from '../index/ask.ts';
import { specOf, type SpecInput } from './spec.ts';

export interface ExportActsDeps {
  access: Access;
  ledger: { size(organisation: string): number };
  /** A job waits. */
  signal(): void;
  /** Ends a job and removes its files. */
  forget(id: string): Promise<void>;
  mostQueryBytes?: number;
}

/** Of one organisation that have not ended. */
const mostWaiting = 20;

export interface ExportInput extends SpecInput {
  organisation?: string | undefined;
}

/** Asks for a job: what it holds is fixed now. Its row and its event are in one transaction. */
export async function createExport(deps: ExportActsDeps, principal: Principal, caller: Caller, input: ExportInput): Promise<ExportRow> {
  const { control, organisations } = deps.access;
  const organisation = resolveOrganisation(organisations, principal, input.organisation);
  const id = control.newId();
  const target = { type: 'export', id };
  const { organisation: _, ...asked } = input;
  const act = { event: 'annals.export', targets: [target], extra: { job: id, ...asked } };
  return orRecordFailure(control, caller, [organisation.id], act, async () => {
    requireScope(principal, 'events:export', organisation);
    const spec = specOf(input, 'validation_failed');
    readQuery(spec.q, deps.mostQueryBytes);
    const asOf = deps.ledger.size(organisation.id) - 1;
    const now = control.now();
    const row: ExportRow = {
      id,
      organisation: organisation.id,
      state: 'queued',
      spec: JSON.stringify(spec),
      as_of: asOf,
      requested_by: caller.actor.email ?? caller.actor.name ?? caller.actor.type,
      attempts: 0,
      events: null,
      files: null,
      manifest_sha256: null,
      error: null,
      created_at: now,
      started_at: null,
      finished_at: null,
      expires_at: null,
    };
    await control.transaction(async (trx) => {
      const unfinished = (await trx.exports.inState('queued', 'running')).filter((one) => one.organisation === organisation.id);
      if (unfinished.length >= mostWaiting)
        throw new Problem('too_many_requests', {
          retryAfterSeconds: 60,
          detail: `${mostWaiting} exports of the organisation are waiting or running; cancel one, or ask again when one has ended.`,
        });
      await trx.exports.create(row);
      await trx.ownEvents.add(organisation.id, ownEventOf(caller, now, { ...act, extra: { job: id, as_of: asOf, ...spec } }));
    });
    deps.signal();
    return row;
  });
}

/** The job when the principal may know of it; a foreign one is like one that never was. */
export async function findExport({ access }: Pick<ExportActsDeps, 'access'>, principal: Principal, id: string): Promise<ExportRow> {
  const row = await access.control.exports.find(id);
  if (!row || (principal.organisations !== null && !principal.organisations.includes(row.organisation))) throw new Problem('not_found');
  return row;
}

/** Cancels a job that has not ended, removes one that has. */
export async function removeExport(deps: ExportActsDeps, principal: Principal, caller: Caller, id: string): Promise<void> {
  const { control } = deps.access;
  const found = await findExport(deps, principal, id);
  const act = { event: 'annals.export.remove', targets: [{ type: 'export', id }], extra: { was: found.state } };
  await orRecordFailure(control, caller, [found.organisation], act, async () => {
    requireScope(principal, 'events:export', { id: found.organisation });
    await control.transaction(async (trx) => {
      const now = control.now();
      const row = await trx.exports.find(id);
      if (!row) throw new Problem('not_found');
      if (!(await trx.exports.change(id, ['queued', 'running'], { state: 'cancelled', finished_at: now }))) await trx.exports.remove(id);
      await trx.ownEvents.add(row.organisation, ownEventOf(caller, now, { ...act, extra: { was: row.state } }));
    });
  });
  await deps.forget(id);
}
