import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setUpByEnvironment } from '../../packages/server/access/set-up.ts';
import { confirmDeletion, requestDeletion } from '../../packages/server/access/close-organisation.ts';
import type { KnownOrganisation } from '../../packages/server/access/organisation-directory.ts';
import type { Caller } from '../../packages/server/access/own-act.ts';
import type { Principal } from '../../packages/server/access/principal.ts';
import { setRetention, undoRetention } from '../../packages/server/access/set-retention.ts';
import { Problem } from '../../packages/server/base/problem.ts';
import { resetPasswordByEmail } from '../../packages/server/access/reset-password.ts';
import type { Archive } from '../../packages/server/control/archives.ts';
import { openControl } from '../../packages/server/control/open.ts';
import { type Answer, openWorld, password, type World } from '../../packages/server/http/test-world.ts';

/** A set-up installation with a second user and a key that were just used. */
export interface Scene {
  world: World;
  cookie: string;
  user: string;
  key: { id: string; token: string };
  job: string;
  view: string;
  /** One that was cancelled. */
  oldJob: string;
  link: string;
  hold: string;
  archive: string;
  /** An event of our own that waits in the outbox. */
  waiting: string;
}

const share = { organisation: 'acme', name: 'Failures', q: 'outcome:failure', expires_at: '2026-12-01T00:00:00Z' };
const savedView = { organisation: 'acme', name: 'Failures', shared: true, question: { q: 'outcome:failure', range: '7d' } };
const lee = { email: 'lee@example.com', name: 'Lee', password, organisation: 'acme', role: 'viewer' };

const place = { bucket: 'audit-events', prefix: 'annals/', region: 'us-east-1', endpoint: null };

const archiveOf = (id: string): Archive => ({
  id,
  organisation: null,
  chain: id,
  settings: {
    ...place,
    pathStyle: false,
    accessKeyId: null,
    profile: 'rfc5424',
    enterpriseNumber: 32_473,
    compression: 'gzip',
    lock: null,
    keepMonths: 24,
  },
  secret: null,
  enabled: true,
  createdAt: '2026-11-24T10:00:00.000Z',
  updatedAt: '2026-11-24T10:00:00.000Z',
});

/** A day on its way to an archive, as the archiver writes it down. */
async function archiveDay({ world: { access }, archive }: Scene): Promise<void> {
  const { archiveDays, now } = access.control;
  if (!(await archiveDays.planned(archive, archive))) {
    const generation = ((await archiveDays.last(archive, archive))?.generation ?? -1) + 1;
    await archiveDays.plan({ chain: archive, organisation: archive, day: '2026-11-23', generation, first: 0, count: 1, plan: '{}' });
  }
  const row = (await archiveDays.planned(archive, archive))!;
  await archiveDays.failed(row, 'not reached', now());
  const done = { count: 1, manifestKey: 'manifest.json', manifestSha256: 'a'.repeat(64), bytes: 1, at: now() };
  await archiveDays.delivered(row, done);
  await archiveDays.removed(row);
}

export async function openScene(): Promise<Scene> {
  const world = await openWorld();
  const cookie = await world.setUp();
  const user = (await world.call('POST', '/v1/users', { cookie, body: lee })).json.user.id;
  const made = (await world.call('POST', '/v1/keys', { cookie, body: { name: 'spare', organisation: 'acme', scopes: ['events:read'] } }))
    .json;
  const exported = { organisation: 'acme', format: 'csv' };
  const oldJob = (await world.call('POST', '/v1/exports', { cookie, body: exported })).json.export.id;
  await world.call('DELETE', `/v1/exports/${oldJob}`, { cookie });
  const job = (await world.call('POST', '/v1/exports', { cookie, body: exported })).json.export.id;
  const link = (await world.call('POST', '/v1/shares', { cookie, body: share })).json.share.id;
  const view = (await world.call('POST', '/v1/views', { cookie, body: savedView })).json.view.id;
  await world.call('GET', '/v1/me', { key: made.token });
  await world.call('POST', '/v1/organisations', { cookie, body: { name: 'Gone' } });
  await world.call('POST', '/v1/organisations/gone/close', { cookie, body: { reason: 'they left' } });
  // As if weeks had passed, and it was asked for.
  const gone = world.access.organisations.find('gone')!.id;
  await world.access.control.organisations.close(gone, '2026-01-01T00:00:00.000Z');
  const asked = { requested_by: 'session:d', requested_by_name: 'dana', requested_at: world.access.control.now(), reason: 'r' };
  await world.access.control.organisations.requestDeletion({ organisation: gone, ...asked, confirmed_at: null });
  await world.access.organisations.reload();
  const body = { organisation: 'acme', name: 'Old case', reason: 'r' };
  const hold = (await world.call('POST', '/v1/holds', { cookie, body })).json.hold.id;
  const [principal, caller, acme] = dana(world.access);
  await setRetention(world.access, principal, caller, acme, { policy: { days: 7, categories: {}, events: {} }, reason: 'r' });
  await world.drain();
  const { control, organisations } = world.access;
  const archive = '01979a2e-0000-7000-8000-00000000000a';
  await control.archives.put({ ...archiveOf(archive), organisation: organisations.find('acme')!.id });
  const waiting = await control.transaction((trx) =>
    trx.ownEvents.add(organisations.builtIn().id, {
      event: 'annals.start',
      outcome: 'success',
      occurred_at: control.now(),
      actor: { type: 'system' },
      producer: { name: 'annals' },
    }),
  );
  return { world, cookie, user, key: { id: made.key.id, token: made.token }, job, oldJob, link, view, hold, archive, waiting };
}

/** Something that changes control.db. */
export interface Act {
  /** What it records; null: nothing, for it changes nothing that an administrator decided. */
  event: string | null;
  run(scene: Scene): Promise<Answer | void>;
}

const call =
  (method: string, path: (scene: Scene) => string, body?: unknown) =>
  (scene: Scene): Promise<Answer> =>
    scene.world.call(method, path(scene), { cookie: scene.cookie, ...(body !== undefined && { body }) });

/** Every act of access/, good and refused, and what happens beside acts. */
export const acts: Record<string, Act> = {
  'sign in': { event: 'auth.login', run: ({ world }) => world.signIn('lee@example.com', password) },
  'sign in with a wrong password': { event: 'auth.login', run: ({ world }) => world.signIn('lee@example.com', 'wrong') },
  'sign out': { event: 'auth.logout', run: call('DELETE', () => '/v1/sessions/current') },
  'change the password': {
    event: 'annals.user.password_change',
    run: call('PUT', () => '/v1/me/password', { current_password: password, new_password: 'another password' }),
  },
  'add an organisation': { event: 'annals.organisation.create', run: call('POST', () => '/v1/organisations', { name: 'Beta' }) },
  'rename an organisation': { event: 'organisation.rename', run: call('PATCH', () => '/v1/organisations/acme', { name: 'Acme Ltd' }) },
  'add a user': { event: 'user.create', run: call('POST', () => '/v1/users', { ...lee, email: 'kim@example.com' }) },
  'add a user whose e-mail is taken': { event: 'user.create', run: call('POST', () => '/v1/users', lee) },
  'change a role': {
    event: 'annals.user.role_change',
    run: call('PATCH', ({ user }) => `/v1/users/${user}`, { role: 'auditor', organisation: 'acme' }),
  },
  'make an administrator of the installation': {
    event: 'annals.user.role_change',
    run: call('PATCH', ({ user }) => `/v1/users/${user}`, { installation_admin: true }),
  },
  'reset a password': { event: 'annals.user.reset', run: call('POST', ({ user }) => `/v1/users/${user}/reset`) },
  'reset a password on the machine': {
    event: 'annals.user.reset',
    run: async ({ world }) => void (await resetPasswordByEmail(world.access, 'lee@example.com')),
  },
  'delete a user': { event: 'user.delete', run: call('DELETE', ({ user }) => `/v1/users/${user}`) },
  'make a key': {
    event: 'annals.key.create',
    run: call('POST', () => '/v1/keys', { name: 'k', organisation: 'acme', scopes: ['events:write'] }),
  },
  'ask for an export': { event: 'annals.export', run: call('POST', () => '/v1/exports', { organisation: 'acme', format: 'ndjson' }) },
  'cancel an export': { event: 'annals.export.remove', run: call('DELETE', ({ job }) => `/v1/exports/${job}`) },
  'remove an export': {
    event: 'annals.export.remove',
    run: call('DELETE', ({ oldJob }) => `/v1/exports/${oldJob}`),
  },
  'make a share link': { event: 'annals.share.create', run: call('POST', () => '/v1/shares', share) },
  'revoke a share link': { event: 'annals.share.revoke', run: call('DELETE', ({ link }) => `/v1/shares/${link}`) },
  'save a view': { event: 'annals.saved_view.create', run: call('POST', () => '/v1/views', savedView) },
  'change a view': {
    event: 'annals.saved_view.change',
    run: call('PATCH', ({ view }) => `/v1/views/${view}`, { name: 'Refused', shared: false }),
  },
  'remove a view': { event: 'annals.saved_view.remove', run: call('DELETE', ({ view }) => `/v1/views/${view}`) },
  'count an opening of a share link': {
    event: null,
    run: async ({ world: { access }, link }) => access.control.shares.touch(link, access.control.now()),
  },
  'revoke a key': { event: 'annals.key.revoke', run: call('DELETE', ({ key }) => `/v1/keys/${key.id}`) },
  'close an organisation': {
    event: 'annals.organisation.close',
    run: call('POST', () => '/v1/organisations/acme/close', { reason: 'they left' }),
  },
  'reopen an organisation': {
    event: 'annals.organisation.reopen',
    run: call('POST', () => '/v1/organisations/gone/reopen', { reason: 'they came back' }),
  },
  'ask for a deletion': {
    event: 'annals.organisation.deletion_request',
    run: async ({ world: { access } }) => {
      const [principal, caller] = dana(access);
      await requestDeletion(access, principal, caller, 'gone', 'for good').catch(unlessProblem);
    },
  },
  'confirm a deletion': {
    event: 'annals.organisation.delete',
    run: async ({ world: { access } }) => {
      const [principal, caller] = dana(access);
      await confirmDeletion(access, { ...principal, recordedBy: 'session:another' }, caller, 'gone', 'Gone').catch(unlessProblem);
    },
  },
  'end a deletion': {
    event: null,
    run: async ({ world: { access } }) => access.control.organisations.forgetDeletion('none'),
  },
  'decide retention': { event: 'annals.retention.change', run: (scene) => decide(scene, 90) },
  'undo a decision about retention': {
    event: 'annals.retention.undo',
    run: async ({ world: { access } }) => {
      const [principal, caller, acme] = dana(access);
      await undoRetention(access, principal, caller, acme, 'a mistake').catch(unlessProblem);
    },
  },
  'place a hold': { event: 'annals.hold.place', run: call('POST', () => '/v1/holds', { organisation: 'acme', name: 'Case', reason: 'r' }) },
  'release a hold': { event: 'annals.hold.release', run: call('POST', ({ hold }) => `/v1/holds/${hold}/release`, { reason: 'settled' }) },
  'remember a sweep and the clock': {
    event: null,
    run: async ({ world: { access } }) => {
      const { retention } = access.control;
      const [organisation, event_id] = [access.organisations.find('acme')!.id, access.control.newId()];
      await retention.setClock({ boot_id: 'b', anchor_ms: 1, anchor_up_ms: 1, last_ms: 1 });
      await retention.beginSweep({ event_id, organisation, started_at: access.control.now(), finished_at: null, events: 1 });
      await access.control.transaction((trx) => trx.retention.finishSweep(organisation, event_id, access.control.now()));
    },
  },
  'set up an archive': { event: 'annals.archive.change', run: call('PUT', () => '/v1/archives', { ...place, organisation: null }) },
  'change an archive': {
    event: 'annals.archive.change',
    run: call('PUT', () => '/v1/archives', { ...place, organisation: 'acme', compression: 'zstd' }),
  },
  'remove an archive': { event: 'annals.archive.delete', run: call('DELETE', ({ archive }) => `/v1/archives/${archive}`) },
  'archive a day': { event: null, run: archiveDay },
  'give up the plan of a day': {
    event: null,
    run: async ({ world: { access }, archive }) => {
      const row = { chain: archive, organisation: archive, day: '2026-11-23', generation: 0, first: 0, count: 1, plan: '{}' };
      if (!(await access.control.archiveDays.planned(archive, archive))) await access.control.archiveDays.plan(row);
      await access.control.archiveDays.abandon((await access.control.archiveDays.planned(archive, archive))!);
    },
  },
  'take back a try': {
    event: null,
    run: async ({ world: { access } }) => {
      const admission = await access.control.transaction((trx) => access.throttle.admit(trx, 'lee@example.com', null));
      if (admission.kind === 'go') await access.throttle.takeBack(admission.attempt);
    },
  },
  'use a key and a session after a while': {
    event: null,
    run: async ({ world, cookie, key }) => {
      world.clock.ms += 6 * 60_000;
      await world.call('GET', '/v1/me', { key: key.token });
      return world.call('GET', '/v1/me', { cookie });
    },
  },
  'remove expired sessions': { event: null, run: ({ world }) => world.access.authenticator.removeExpiredSessions() },
  'remove from the outbox what the ledger has': {
    event: null,
    run: ({ world, waiting }) => world.access.control.ownEvents.remove([waiting]),
  },
};

async function decide({ world: { access } }: Scene, days: number): Promise<void> {
  const [principal, caller, acme] = dana(access);
  await setRetention(access, principal, caller, acme, { policy: { days, categories: {}, events: {} }, reason: 'r' });
}

/** The administrator, without the way through HTTP. */
function dana(access: World['access']): [Principal, Caller, KnownOrganisation] {
  const actor = { type: 'user' as const, id: 'd', email: 'dana@example.com' };
  const all = { installationAdmin: true, can: () => true, organisations: null };
  return [
    { recordedBy: 'session:d', kind: 'session', actor, userId: null, ...all },
    { actor, requestId: null },
    access.organisations.find('acme')!,
  ];
}

function unlessProblem(error: unknown): void {
  if (!(error instanceof Problem)) throw error;
}

/** The first start, on a directory of its own. */
export async function firstStart(directory: string): Promise<void> {
  const control = await openControl(join(directory, 'control.db'));
  await control.close();
}

export async function setUpFromEnvironment({ access }: World): Promise<void> {
  await setUpByEnvironment(access, { organisation: 'Acme', email: 'dana@example.com', password, key: `ann_${'k'.repeat(43)}` });
}

/** What administrators decided, and which events of our own say so. Read past the server, as it lies on disk. */
export function contentsOf(directory: string): { state: string; events: string[] } {
  const db = new DatabaseSync(join(directory, 'control.db'), { readOnly: true });
  try {
    const state = [
      'SELECT * FROM organisations',
      'SELECT * FROM users',
      'SELECT * FROM memberships',
      'SELECT id, user FROM sessions',
      'SELECT id, scopes, revoked_at FROM api_keys',
      'SELECT id, state FROM exports',
      'SELECT id, revoked_at FROM shares',
      'SELECT id, name, private_to FROM saved_views',
      'SELECT organisation, policy, undoes FROM retention_versions',
      'SELECT id, released_at FROM holds',
      'SELECT id, settings, enabled FROM archives',
      'SELECT organisation, requested_by, reason, confirmed_at IS NULL FROM organisation_deletions',
    ].map((sql) => db.prepare(sql).all());
    const events = db.prepare("SELECT event ->> '$.event' || ' ' || (event ->> '$.outcome') AS said FROM own_events ORDER BY n").all();
    return { state: JSON.stringify(state), events: events.map(({ said }) => String(said)) };
  } finally {
    db.close();
  }
}
