import { mostPrivateViews, mostSharedViews, type ViewQuestion } from '@annals/events';
import { Problem } from '../base/problem.ts';
import type { Stores } from '../control/open.ts';
import type { ViewRow } from '../control/tables.ts';
import type { Access } from './access.ts';
import { callerUser } from './caller-user.ts';
import type { KnownOrganisation } from './organisation-directory.ts';
import { orRecordFailure, ownEventOf, type Act, type Caller } from './own-act.ts';
import type { Principal } from './principal.ts';
import { requireScope, visibleOrganisations } from './visible.ts';

/** Saved views. Whoever may read an organisation's events may keep views of them; none shows more than its reader may see. */

export interface NewView {
  name: string;
  shared: boolean;
  question: ViewQuestion;
}

export async function createView(
  access: Access,
  principal: Principal,
  caller: Caller,
  organisation: KnownOrganisation,
  { name, shared, question }: NewView,
): Promise<ViewRow> {
  const { control } = access;
  const id = control.newId();
  const act = actOf('create', { id, name, private_to: shared ? null : principal.userId }, shared ? { shared, question } : { shared });
  return orRecordFailure(control, caller, [organisation.id], act, async () => {
    requireScope(principal, 'events:read', organisation);
    return await control.transaction(async (trx) => {
      const user = await callerUser(trx, principal);
      const now = control.now();
      const view: ViewRow = {
        id,
        organisation: organisation.id,
        name,
        question: JSON.stringify(question),
        private_to: shared ? null : user.id,
        owner: user.id,
        owner_name: user.email,
        created_at: now,
        updated_at: now,
      };
      await requireRoom(trx, view);
      await trx.views.create(view);
      await trx.ownEvents.add(organisation.id, ownEventOf(caller, now, act));
      return view;
    });
  });
}

export interface ViewChange {
  name?: string | undefined;
  shared?: boolean | undefined;
  question?: ViewQuestion | undefined;
}

/** Of a private view only its owner knows; a shared one is changed by its owner and by who manages the organisation. */
export async function changeView(access: Access, principal: Principal, caller: Caller, id: string, change: ViewChange): Promise<ViewRow> {
  const { control } = access;
  const seen = await seenView(access, control, principal, id);
  return orRecordFailure(control, caller, [seen.organisation], actOf('change', seen), async () => {
    requireChange(principal, seen);
    return await control.transaction(async (trx) => {
      const before = await seenView(access, trx, principal, id);
      requireChange(principal, before);
      const shared = change.shared ?? before.private_to === null;
      // One that lost its owner can only be everybody's.
      if (!shared && before.owner === null) throw new Problem('forbidden', { detail: 'Its owner is no longer here; remove it instead.' });
      const after: ViewRow = {
        ...before,
        name: change.name ?? before.name,
        question: change.question ? JSON.stringify(change.question) : before.question,
        private_to: shared ? null : before.owner,
        updated_at: control.now(),
      };
      if (after.private_to !== before.private_to) await requireRoom(trx, after);
      const { name, private_to, question, updated_at } = after;
      await trx.views.change(id, { name, private_to, question, updated_at });
      await trx.ownEvents.add(
        after.organisation,
        ownEventOf(caller, updated_at, { ...actOf('change', after), ...changesOf(before, after) }),
      );
      return after;
    });
  });
}

export async function removeView(access: Access, principal: Principal, caller: Caller, id: string): Promise<void> {
  const { control } = access;
  const seen = await seenView(access, control, principal, id);
  await orRecordFailure(control, caller, [seen.organisation], actOf('remove', seen), async () => {
    requireChange(principal, seen);
    await control.transaction(async (trx) => {
      const view = await seenView(access, trx, principal, id);
      requireChange(principal, view);
      await trx.views.remove(id);
      const shared = view.private_to === null;
      const act = actOf('remove', view, shared ? { shared, question: questionOf(view) } : { shared });
      await trx.ownEvents.add(view.organisation, ownEventOf(caller, control.now(), act));
    });
  });
}

export function questionOf(view: Pick<ViewRow, 'question'>): ViewQuestion {
  return JSON.parse(view.question) as ViewQuestion;
}

/** May the principal change a view that it sees? */
export function mayChange(principal: Principal, { owner, organisation }: ViewRow): boolean {
  if (principal.userId === null) return false;
  return owner === principal.userId || principal.can('settings:manage', organisation);
}

/** Somebody else's private view, and one of an organisation whose events the principal may not read, is none. */
async function seenView(access: Access, stores: Pick<Stores, 'views'>, principal: Principal, id: string): Promise<ViewRow> {
  const view = await stores.views.find(id);
  const reads =
    visibleOrganisations(access.organisations, principal).some((one) => one.id === view?.organisation) &&
    principal.can('events:read', view?.organisation ?? '');
  if (!view || !reads || (view.private_to !== null && view.private_to !== principal.userId)) throw new Problem('not_found');
  return view;
}

function requireChange(principal: Principal, view: ViewRow): void {
  if (mayChange(principal, view)) return;
  throw new Problem('forbidden', { detail: `It is changed by ${view.owner_name} and by administrators of the organisation.` });
}

async function requireRoom(stores: Pick<Stores, 'views'>, { organisation, private_to }: ViewRow): Promise<void> {
  const most = private_to === null ? mostSharedViews : mostPrivateViews;
  if ((await stores.views.count(organisation, private_to)) >= most) throw new Problem('views_full');
}

/** Everybody who reads the organisation's events sees it; what somebody called a view of his own is not for them. */
function actOf(
  verb: 'create' | 'change' | 'remove',
  view: Pick<ViewRow, 'id' | 'name' | 'private_to'>,
  extra?: Record<string, unknown>,
): Act {
  const { id, name, private_to } = view;
  return {
    event: `annals.saved_view.${verb}`,
    targets: [{ type: 'saved_view', id, ...(private_to === null && { name }) }],
    ...(extra && { extra }),
  };
}

/** What others cannot see is not said. */
function changesOf(before: ViewRow, after: ViewRow): Pick<Act, 'changes'> {
  const shown = (view: ViewRow): Record<string, unknown> => {
    const shared = view.private_to === null;
    return { shared, ...(shared && { name: view.name, question: questionOf(view) }) };
  };
  const [old, now] = [shown(before), shown(after)];
  const changes = ['name', 'shared', 'question']
    .filter((field) => JSON.stringify(old[field]) !== JSON.stringify(now[field]))
    .map((field) => ({ field, before: old[field] ?? null, after: now[field] ?? null }));
  return changes.length === 0 ? {} : { changes };
}
