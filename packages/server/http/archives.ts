import { deleteArchive, deliverArchiveDay, listArchiveDays, listArchives, putArchive, testArchive } from '@annals/events';
import type { Access } from '../access/access.ts';
import {
  archiveScope,
  deleteArchive as remove,
  putArchive as put,
  recordArchiveAct,
  requireArchiveRight,
  secretFor,
} from '../access/archives.ts';
import type { SecretBox } from '../access/installation-key.ts';
import { requireScope, resolveOrganisation } from '../access/visible.ts';
import { calendar } from '../archiver/calendar.ts';
import { testDestination } from '../archiver/test-destination.ts';
import { dayOf } from '../archives/days.ts';
import { Problem } from '../base/problem.ts';
import type { Archive, ArchiveSettings } from '../control/archives.ts';
import { openS3 } from '../destinations/s3.ts';
import { callerOf } from './caller.ts';
import type { RouteRegistrar } from './context.ts';
import { handle } from './handle.ts';

export interface ArchivesDeps {
  access: Access;
  secrets: SecretBox;
  /** Something changed that the archiver must look at now. */
  wake(): void;
  demand(organisation: string, day: string): void;
}

/** Archives: where days go, whether they got there. */
export function archiveRoutes({ access, secrets, wake, demand }: ArchivesDeps): RouteRegistrar {
  const { control } = access;
  return (app) => {
    handle(app, listArchives, async ({ principal, query, answer }) => {
      const organisation = resolveOrganisation(access.organisations, principal, query.organisation);
      requireScope(principal, 'settings:manage', organisation);
      const [own, common] = [await control.archives.of(organisation.id), await control.archives.of(null)];
      const archives = [own, common].filter((one) => one !== null).map(archiveAnswer);
      return answer(200, { archives, used: own?.id ?? common?.id ?? null });
    });

    handle(app, putArchive, async (call) => {
      const { organisation, secret_access_key: secret, enabled } = call.body;
      const settings = { ...settingsOf(call.body), ...handlingOf(call.body) };
      const archive = await put(access, secrets, call.principal, callerOf(call), { organisation, settings, secret, enabled });
      wake();
      return call.answer(200, { archive: archiveAnswer(archive) });
    });

    handle(app, deleteArchive, async (call) => {
      await remove(access, call.principal, callerOf(call), call.params.id);
      return call.answer(204, undefined);
    });

    handle(app, testArchive, async (call) => {
      const { body, principal } = call;
      const scope = archiveScope(access, principal, body.organisation);
      const settings = { ...settingsOf(body), ...unhandled, lock: body.lock };
      requireArchiveRight(access, principal, scope, settings);
      const kept = await control.archives.of(scope.organisation);
      const secret = await secretFor(secrets, kept, settings, body.secret_access_key);
      const destination = await openS3({
        ...settings,
        credentials: secret === null ? null : { accessKeyId: settings.accessKeyId!, secretAccessKey: secret },
      });
      try {
        const steps = await testDestination(destination, body.lock);
        const failed = steps.find(({ ok }) => !ok);
        const extra = { steps: steps.map(({ step }) => step), ...(failed && { failed: failed.step, reason: failed.reason }) };
        const archive = { id: kept?.id ?? 'new', settings };
        await recordArchiveAct(access, callerOf(call), scope.home.id, archive, {
          event: 'annals.archive.test',
          extra,
          ...(failed && { error: failed.detail ?? failed.step }),
        });
        return call.answer(200, { ok: !failed, steps });
      } finally {
        destination.close();
      }
    });

    handle(app, listArchiveDays, async ({ principal, query, answer }) => {
      const organisation = resolveOrganisation(access.organisations, principal, query.organisation);
      requireScope(principal, 'settings:manage', organisation);
      const archive = await control.archives.effective(organisation.id);
      if (archive === null) return answer(200, { days: [], archived_to: null, first_day: null });
      const today = dayOf(control.clock.nowMs());
      const range = { from: query.from ?? null, to: query.to ?? today, today };
      return answer(200, await calendar(control, archive, organisation.id, range));
    });

    handle(app, deliverArchiveDay, async (call) => {
      const organisation = resolveOrganisation(access.organisations, call.principal, call.body.organisation);
      requireScope(call.principal, 'settings:manage', organisation);
      const archive = await control.archives.effective(organisation.id);
      if (!archive?.enabled) throw new Problem('archive_missing');
      const { day } = call.body;
      if (day > dayOf(control.clock.nowMs())) {
        const errors = [{ pointer: '/day', code: 'invalid', detail: 'Must not be in the future.' }];
        throw new Problem('validation_failed', { detail: 'The day has not begun.', errors });
      }
      await recordArchiveAct(access, callerOf(call), organisation.id, archive, { event: 'annals.archive.deliver', extra: { day } });
      demand(organisation.id, day);
      return call.answer(202, { day });
    });
  };
}

interface PlaceBody {
  bucket: string;
  prefix: string;
  region: string;
  endpoint: string | null;
  path_style: boolean;
  access_key_id: string | null;
}

type Handling = Omit<ArchiveSettings, 'bucket' | 'prefix' | 'region' | 'endpoint' | 'pathStyle' | 'accessKeyId'>;

const settingsOf = ({ bucket, prefix, region, endpoint, path_style: pathStyle, access_key_id: accessKeyId }: PlaceBody) => ({
  bucket,
  prefix,
  region,
  endpoint,
  pathStyle,
  accessKeyId,
});

const handlingOf = (body: {
  profile: Handling['profile'];
  enterprise_number: number;
  compression: Handling['compression'];
  lock: Handling['lock'];
  keep_months: number;
}): Handling => ({
  profile: body.profile,
  enterpriseNumber: body.enterprise_number,
  compression: body.compression,
  lock: body.lock,
  keepMonths: body.keep_months,
});

/** A test is about the place alone. */
const unhandled: Handling = { profile: 'rfc5424', enterpriseNumber: 32_473, compression: 'gzip', lock: null, keepMonths: 24 };

const archiveAnswer = ({ id, organisation, settings, enabled, createdAt, updatedAt }: Archive) => ({
  id,
  organisation,
  bucket: settings.bucket,
  prefix: settings.prefix,
  region: settings.region,
  endpoint: settings.endpoint,
  path_style: settings.pathStyle,
  access_key_id: settings.accessKeyId,
  profile: settings.profile,
  enterprise_number: settings.enterpriseNumber,
  compression: settings.compression,
  lock: settings.lock,
  keep_months: settings.keepMonths,
  enabled,
  created_at: createdAt,
  updated_at: updatedAt,
});
