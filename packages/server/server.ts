import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openAccess, type Access } from './access/access.ts';
import { openOperatorSocket } from './access/operator-socket.ts';
import type { Principal } from './access/principal.ts';
import { setUpByEnvironment } from './access/set-up.ts';
import { startBackground, type Background } from './background/start.ts';
import { Backups } from './backup/start.ts';
import type { Config } from './base/config.ts';
import { prepareDataDirectory } from './base/data-directory.ts';
import { DiskWatch } from './base/disk-watch.ts';
import type { Logger } from './base/log.ts';
import { markInUse } from './base/in-use.ts';
import { refuseNewer } from './base/migrate.ts';
import type { TaskStatus } from './base/task.ts';
import { uuidv7 } from './base/uuid.ts';
import { migrations } from './control/migrations.ts';
import { openControl } from './control/open.ts';
import { createApp } from './http/app.ts';
import type { App } from './http/context.ts';
import { portalRoutes } from './http/portal.ts';
import { routesOf } from './http/routes.ts';
import { openTails } from './http/tail.ts';
import { HealthGatherer } from './health/gather.ts';
import { readinessOf, readingsOf, statusOf } from './health/show.ts';
import { EngineClient } from './index/client.ts';
import { Engine } from './index/engine.ts';
import { IndexProgress } from './index/progress.ts';
import { openJournal } from './journal/open.ts';
import { openJournalReader } from './journal/open-reader.ts';
import { journalSteps } from './journal/schema.ts';
import { Metrics } from './metrics.ts';
import { ownEvent, ownEventsDrain, ViewRecorder } from './own-events.ts';
import { Recorder } from './recorder.ts';
import { Search } from './search.ts';
import { startArchiving } from './server/archiving.ts';
import { recordedBackup } from './server/backup.ts';
import { ledgerContinuation } from './server/continuation.ts';
import { openExports } from './server/exports.ts';
import { openRetention } from './server/retention.ts';
import { resolveCatalogueEvent } from './index/resolve-event.ts';
import { TailPages } from './search/tail-pages.ts';
import { checkSigned } from './sealer/check-signed.ts';
import { ensureKeys, readKey } from './segments/keys.ts';
import { journalPath } from './segments/paths.ts';
import { openLedger, type StitchedLedger } from './segments/stitch.ts';
import { TaskRunner } from './tasks.ts';
import { readEarlierRuns, rememberRuns, writeEarlierRuns } from './tasks/memory.ts';
import type { Finding } from './verifier.ts';
import { checkStores } from './verifier/check-stores.ts';

export interface Server {
  app: App;
  access: Access;
  /** Tails would last for ever: to be called before the port is closed. */
  endTails(): void;
  /** Ends everything in the order in which nothing acknowledged can be lost and nothing waits for what is gone. */
  close(): Promise<void>;
}

const portalDirectory = fileURLToPath(new URL('../portal/dist', import.meta.url));

/**
 * Everything put together, on a data directory whose lock is held: stores, engine, background thread, tasks, routes.
 * When it resolves, events can be recorded; the index may still be catching up, and says so.
 */
export async function openServer(config: Config, log: Logger, onFatal: (detail: string) => void): Promise<Server> {
  const data = config.dataDir;
  // All of them before the first is opened: an older program changes nothing of a newer one's data.
  refuseNewer(join(data, 'control.db'), migrations);
  refuseNewer(journalPath(data), journalSteps);
  checkStores(data);
  await markInUse(data);
  await prepareDataDirectory(data);
  const control = await openControl(join(data, 'control.db'), { installationName: config.installationName });
  const access = await openAccess(control, {
    signInTries: config.limits.signInTries,
    retentionDefaultDays: config.retentionDefaultDays,
    archiveEndpoints: config.archiveEndpoints,
  });
  if (config.setup) await setUpByEnvironment(access, config.setup);
  await access.organisations.prepare((organisations) => ensureKeys(data, organisations));

  const metrics: Metrics = new Metrics(async () => readingsOf(await gatherer.facts()));
  const journal = await openJournal({
    path: journalPath(data),
    queueBytes: config.limits.queueBytes,
    onFatal,
    onCommit: (ms) => metrics.committed(ms),
  });
  const reader = openJournalReader(journalPath(data));
  const ledger = openLedger({ data, journal: reader });
  const rolledBack = await checkSigned({ data, installation: control.identity.name, journal: reader });
  const refuse = async (organisation: string, reason: string): Promise<void> => {
    rolledBack.set(organisation, reason);
    log.error(
      { organisation, reason },
      'the ledger is not what was signed; the organisation takes no events until it is restored, or an admin continues it',
    );
    await journal.refuse(organisation, reason);
  };
  for (const [organisation, reason] of rolledBack) await refuse(organisation, reason);

  const engine = new Engine({
    path: join(data, 'index'),
    runPath: join(data, 'run'),
    memoryBytes: config.limits.engineMemoryBytes,
    log: (message, details) => log.info(details, message),
  });
  const client = new EngineClient(
    () => engine.endpoint(),
    { seconds: config.limits.querySeconds, memoryBytes: config.limits.queryMemoryBytes },
    () => background?.suspectIndex(),
    () => engine.pulse.isSilent,
  );
  const mostQueryBytes = config.limits.queryBytes;
  const progress = new IndexProgress();
  const disk = new DiskWatch(data, config.limits.diskReserveBytes);
  const tasks = new TaskRunner(log, await readEarlierRuns(data));
  let background: Background | null = null;
  const recorder = new Recorder({
    journal,
    organisations: access.organisations,
    disk,
    strict: config.mode === 'strict',
    limits: config.limits,
    receiptOf: (organisation, sequence) => firstReceipt(ledger, organisation, sequence),
    recorded: () => background?.recorded(),
  });
  /** Resolves when the act is on record, and only then. */
  const act = async (organisation: string, event: Record<string, unknown>): Promise<void> => {
    const { recorded, body } = await recorder.recordOwn([{ id: uuidv7(), organisation, event }]);
    if (recorded !== 1) throw new Error(`an event of our own was not recorded: ${body}`);
  };
  /** In the organisation's own ledger, or, where that takes no events, in the installation's. */
  const recordDamage = async ({ organisation, file, sequence, what }: Finding): Promise<void> => {
    const extra = { organisation, file: file ?? null, sequence: sequence ?? null, what };
    const event = ownEvent('annals.ledger.damage', { type: 'system' }, { extra });
    const refused = organisation === null || !access.organisations.find(organisation) || rolledBack.has(organisation);
    await act(refused ? access.organisations.builtIn().id : organisation, event).catch((error: unknown) => {
      if (organisation === null || !rolledBack.has(organisation)) throw error;
      return act(access.organisations.builtIn().id, event);
    });
  };
  background = startBackground({
    data,
    startedMs: performance.timeOrigin,
    installationName: control.identity.name,
    segmentBytes: config.segmentBytes,
    journal,
    engine,
    log,
    onFatal,
    onProgress: (organisation, to) => progress.set(organisation, to),
    onIndexOpened: () => progress.opened(ledger.sizes()),
    onRolledBack: (organisation, reason) => {
      if (!rolledBack.has(organisation)) void refuse(organisation, reason).catch((error: unknown) => onFatal(String(error)));
    },
    onDamage: (finding) => {
      log.error({ ...finding }, 'the stored ledger is damaged');
      void recordDamage(finding).catch((err: unknown) => log.error({ err }, 'the damage could not be recorded'));
    },
    onRewritten: (organisation) => ledger.forget(organisation),
    onRebuild: ({ organisation, reason, events, removed }) => {
      void act(organisation, ownEvent('annals.index.rebuild', { type: 'system' }, { extra: { reason, events, removed } })).catch(
        (err: unknown) => log.error({ err }, 'the rebuild of the index could not be recorded'),
      );
    },
  });
  engine.onEndpoint((endpoint) => {
    if (endpoint === null) progress.lost();
  });

  tasks.start(ownEventsDrain(control.ownEvents, recorder));
  control.onOwnEvents(() => tasks.signal('own-events'));
  const statuses = (): TaskStatus[] => [...tasks.statuses(), ...(background?.statuses() ?? [])];
  tasks.start(rememberRuns(data, statuses));
  tasks.start({ name: 'sessions', everyMs: 600_000, run: async () => (await access.authenticator.removeExpiredSessions(), {}) });
  const retention = openRetention({ access, background, client, journal, ledger, recorder, tasks });
  const gatherer = new HealthGatherer({
    journal,
    queueLimitBytes: config.limits.queueBytes,
    disk,
    engine,
    background,
    tasks,
    access,
    refused: rolledBack,
  });
  const views = new ViewRecorder(recorder);
  const recordView = (principal: Principal, organisation: string): Promise<void> => views.recordView(principal, organisation);
  const tails = openTails({
    pages: new TailPages({ client, progress, resolveEvent: resolveCatalogueEvent }),
    ledger,
    organisations: access.organisations,
    authenticator: access.authenticator,
    limits: config.limits,
    recordView,
    log,
  });
  const exports = openExports({
    config,
    access,
    ledger,
    progress,
    engine,
    recorder,
    tasks,
    client,
    resolveEvent: resolveCatalogueEvent,
    act,
    log,
  });
  const verifierKey = async (organisation: string) => (await readKey(data, control.identity.name, organisation))?.vkey ?? null;
  const archives = startArchiving({ data, access, ledger, tasks, verifierKey, log });
  const app = createApp({
    authenticator: access.authenticator,
    log,
    metrics,
    publicUrl: config.publicUrl,
    trustedProxies: config.trustedProxies,
    routes: routesOf({
      access,
      publicUrl: config.publicUrl,
      portal: await portalRoutes(portalDirectory),
      recorder,
      ledger,
      limits: config.limits,
      search: new Search({
        client,
        progress,
        ledger,
        resolveEvent: resolveCatalogueEvent,
        cursorKey: control.identity.cursorKey,
        mostQueryBytes,
      }),
      ...exports.routes,
      verifierKey,
      archives,
      recordView,
      tails,
      retention,
      continueLedger: ledgerContinuation({ control, journal, recorder, background, refused: rolledBack }),
      onReceipts: (receipts) => metrics.acknowledged(receipts),
      health: {
        readiness: async () => readinessOf(await gatherer.facts()),
        status: async () => statusOf(await gatherer.facts()),
        metrics: () => metrics.text(),
      },
    }),
  });
  const backups = new Backups(data, {
    sealing: (work) => background.whileNotSealing(work),
    control: (work) => control.transaction(work),
  });
  const backup = recordedBackup({ take: (...given) => retention.paused(() => backups.take(...given)), access, act });
  const operatorSocket = await openOperatorSocket(access, join(data, 'run', 'operator.sock'), log, backup);
  return {
    app,
    access,
    endTails: () => tails.end(),
    async close() {
      await backups.stop();
      await operatorSocket?.close();
      gatherer.close();
      await exports.stop();
      await tasks.stop();
      await background?.stop();
      await writeEarlierRuns(data, statuses()).catch((err: unknown) => log.warn({ err }, 'when tasks ran is not kept'));
      await client.close();
      await engine.stop();
      // The writer goes last: the last one folds the log into the file, which a read-only one cannot.
      reader.close();
      await journal.close();
      await control.close();
    },
  };
}

async function firstReceipt(
  ledger: StitchedLedger,
  organisation: string,
  sequence: number,
): Promise<{ receivedAt: string | null; leafHash: string }> {
  const event = await ledger.event(organisation, sequence);
  if (!event) throw new Error(`Event ${sequence} of organisation ${organisation} is remembered, but is not in the ledger.`);
  // Of an event that retention removed only the leaf is known.
  const receivedAt = event.line === '' ? null : (JSON.parse(event.line) as { skeleton: { received_at: string } }).skeleton.received_at;
  return { receivedAt, leafHash: Buffer.from(event.leaf).toString('base64') };
}
