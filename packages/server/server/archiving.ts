import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Access } from '../access/access.ts';
import { archiveName } from '../access/archives.ts';
import { SecretBox } from '../access/installation-key.ts';
import { Archiver } from '../archiver/archiver.ts';
import { DeliveryThread } from '../archiver/worker.ts';
import type { Logger } from '../base/log.ts';
import type { Archive } from '../control/archives.ts';
import type { RouteRegistrar } from '../http/context.ts';
import { archiveRoutes } from '../http/archives.ts';
import type { StitchedLedger } from '../segments/stitch.ts';
import type { TaskRunner } from '../tasks.ts';

export interface ArchivingDeps {
  data: string;
  access: Access;
  ledger: StitchedLedger;
  tasks: TaskRunner;
  verifierKey(organisation: string): Promise<string | null>;
  log: Logger;
}

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

/** Everything about archives: the task that delivers days, and the routes. */
export function startArchiving({ data, access, ledger, tasks, verifierKey, log }: ArchivingDeps): RouteRegistrar {
  const { control, organisations } = access;
  const secrets = new SecretBox(data);
  const wake = (): void => tasks.signal('archiver');
  const archiver = new Archiver({
    control,
    ledger,
    deliverer: new DeliveryThread(data),
    organisations: () => organisations.all().map(({ id }) => id),
    verifierKey,
    destinationOf: async ({ id, settings, secret }) => ({
      ...settings,
      credentials:
        secret === null || settings.accessKeyId === null
          ? null
          : { accessKeyId: settings.accessKeyId, secretAccessKey: await secrets.open(secret, id) },
    }),
    record: async (organisation, event, archive: Archive, extra, error) => {
      await control.ownEvents.add(organisation, {
        event,
        outcome: error === undefined ? 'success' : 'failure',
        occurred_at: control.now(),
        ...(error !== undefined && { error_message: error }),
        actor: { type: 'system' },
        targets: [{ type: 'archive', id: archive.id, name: archiveName(archive.settings) }],
        producer: { name: 'annals' },
        extra,
      });
    },
    soon: () => void setTimeout(wake, 2_000).unref(),
    about: { version, host: hostname(), pid: process.pid },
    log,
  });
  tasks.start(archiver);
  return archiveRoutes({
    access,
    secrets,
    wake,
    demand: (organisation, day) => {
      archiver.demand(organisation, day);
      wake();
    },
  });
}
