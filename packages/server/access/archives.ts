import { Problem } from '../base/problem.ts';
import type { Archive, ArchiveSettings } from '../control/archives.ts';
import type { Access } from './access.ts';
import type { SecretBox } from './installation-key.ts';
import { type Act, orRecordFailure, ownEventOf } from './own-act.ts';
import type { Caller } from './own-act.ts';
import type { Principal } from './principal.ts';
import { requireOpen, requireScope, resolveOrganisation } from './visible.ts';

/** Whose archive a request is about, and where its events are recorded. */
export interface ArchiveScope {
  /** Null: the installation's. */
  organisation: string | null;
  home: { id: string; closed: boolean };
}

/** Whoever may not name the organisation is told the same as of one that is not there. */
export function archiveScope(access: Access, principal: Principal, organisation: string | null): ArchiveScope {
  if (organisation === null) return { organisation: null, home: access.organisations.builtIn() };
  const home = resolveOrganisation(access.organisations, principal, organisation);
  return { organisation: home.id, home };
}

/**
 * The installation's archive takes every organisation's events, the server's own credentials reach what is not his, and an
 * endpoint is a machine that this one will speak to.
 */
export function requireArchiveRight(
  { archiveEndpoints }: Access,
  principal: Principal,
  { organisation, home }: ArchiveScope,
  settings?: Pick<ArchiveSettings, 'accessKeyId' | 'endpoint'>,
): void {
  requireScope(principal, 'settings:manage', home);
  if (organisation === null && principal.organisations !== null)
    throw new Problem('forbidden', { detail: 'The archive of the installation is set up by its administrators.' });
  const ofInstallation = principal.installationAdmin || (principal.kind === 'key' && principal.organisations === null);
  if (!settings || ofInstallation) return;
  if (settings.accessKeyId === null)
    throw new Problem('forbidden', { detail: "The server's own credentials are used by administrators of the installation only." });
  if (settings.endpoint !== null && !archiveEndpoints.includes(new URL(settings.endpoint).origin))
    throw new Problem('forbidden', {
      detail:
        'An endpoint other than AWS is set by administrators of the installation, who may also allow it to all with ANNALS_ARCHIVE_ENDPOINTS.',
    });
}

const samePlace = (a: ArchiveSettings, b: ArchiveSettings): boolean =>
  a.bucket === b.bucket && a.prefix === b.prefix && a.endpoint === b.endpoint;

/**
 * The secret to use with settings: the given one, or the kept one, which is never sent elsewhere than where it was
 * entered for: else whoever may change an endpoint could have it sent to himself.
 */
export async function secretFor(
  box: SecretBox,
  kept: Archive | null,
  settings: ArchiveSettings,
  given: string | undefined,
): Promise<string | null> {
  if (settings.accessKeyId === null) return null;
  if (given !== undefined) return given;
  if (kept?.secret && kept.settings.accessKeyId === settings.accessKeyId && samePlace(kept.settings, settings))
    return box.open(kept.secret, kept.id);
  throw new Problem('archive_secret_required');
}

export const archiveName = ({ bucket, prefix }: Pick<ArchiveSettings, 'bucket' | 'prefix'>): string => `s3://${bucket}/${prefix}`;

const targetOf = (archive: { id: string; settings: ArchiveSettings }) => [
  { type: 'archive', id: archive.id, name: archiveName(archive.settings) },
];

/** What changed, without secrets. */
function changesOf(before: Archive | null, after: Archive): { field: string; before?: unknown; after?: unknown }[] {
  const flat = (archive: Archive | null): Record<string, unknown> =>
    archive === null ? {} : { ...archive.settings, lock: archive.settings.lock && { ...archive.settings.lock }, enabled: archive.enabled };
  const [old, now] = [flat(before), flat(after)];
  return Object.keys(now)
    .filter((field) => JSON.stringify(old[field]) !== JSON.stringify(now[field]))
    .map((field) => ({
      field: field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      ...(before && { before: old[field] ?? null }),
      after: now[field] ?? null,
    }));
}

/** Sets up or changes an archive. The first time is also the page's event "integration added". */
export async function putArchive(
  access: Access,
  box: SecretBox,
  principal: Principal,
  caller: Caller,
  input: { organisation: string | null; settings: ArchiveSettings; secret: string | undefined; enabled: boolean },
): Promise<Archive> {
  const { control } = access;
  const scope = archiveScope(access, principal, input.organisation);
  const kept = await control.archives.of(scope.organisation);
  const now = control.now();
  const id = kept?.id ?? control.newId();
  const archive: Archive = {
    id,
    organisation: scope.organisation,
    chain: kept && samePlace(kept.settings, input.settings) ? kept.chain : control.newId(),
    settings: input.settings,
    secret: null,
    enabled: input.enabled,
    createdAt: kept?.createdAt ?? now,
    updatedAt: now,
  };
  const targets = targetOf(archive);
  const act: Act = {
    event: 'annals.archive.change',
    targets,
    changes: changesOf(kept, archive),
    ...(input.secret !== undefined && { extra: { entered_anew: true } }),
  };
  return orRecordFailure(control, caller, [scope.home.id], act, async () => {
    requireArchiveRight(access, principal, scope, input.settings);
    requireOpen(scope.home);
    const secret = await secretFor(box, kept, input.settings, input.secret);
    archive.secret = secret === null ? null : await box.seal(secret, id);
    await control.transaction(async (trx) => {
      await trx.archives.put(archive);
      await trx.ownEvents.add(scope.home.id, ownEventOf(caller, now, act));
      if (!kept)
        await trx.ownEvents.add(
          scope.home.id,
          ownEventOf(caller, now, {
            event: 'integration.create',
            targets: [{ type: 'integration', id, name: 'S3' }],
            extra: { bucket: input.settings.bucket, prefix: input.settings.prefix },
          }),
        );
    });
    return archive;
  });
}

/** Forgets an archive and its credentials; what was delivered stays where it is. */
export async function deleteArchive(access: Access, principal: Principal, caller: Caller, id: string): Promise<void> {
  const { control } = access;
  const archive = await control.archives.find(id);
  if (
    !archive ||
    (archive.organisation !== null && principal.organisations !== null && !principal.organisations.includes(archive.organisation))
  )
    throw new Problem('not_found');
  const scope = archiveScope(access, principal, archive.organisation);
  const concerned = archive.organisation !== null || principal.organisations === null ? [scope.home.id] : principal.organisations;
  const act: Act = { event: 'annals.archive.delete', targets: targetOf(archive) };
  await orRecordFailure(control, caller, concerned, act, async () => {
    requireArchiveRight(access, principal, scope);
    await control.transaction(async (trx) => {
      if (!(await trx.archives.find(id))) throw new Problem('not_found');
      await trx.archives.remove(id);
      await trx.ownEvents.add(scope.home.id, ownEventOf(caller, control.now(), act));
    });
  });
}

/** Records an act about an archive that changes nothing in control: a test, a day that is asked for. */
export async function recordArchiveAct(
  access: Access,
  caller: Caller,
  organisation: string,
  archive: { id: string; settings: ArchiveSettings },
  act: { event: string; extra: Record<string, unknown>; error?: string },
): Promise<void> {
  const { event, extra, error } = act;
  await access.control.transaction(async (trx) => {
    await trx.ownEvents.add(organisation, ownEventOf(caller, access.control.now(), { event, targets: targetOf(archive), extra }, error));
  });
}
