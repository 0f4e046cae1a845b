import { resolve } from 'node:path';
import type { Manifest } from '../../server/backup/manifest.ts';
import { withStoppedServer } from '../data-directory.ts';
import { exitCodes, type ExitCode } from '../exit.ts';
import { progressLines } from '../progress.ts';
import { printable, type Terminal } from '../terminal.ts';

/**
 * Makes a data directory of a backup: every file as the manifest says, the whole ledger recomputed, sizes and roots
 * those of the backup. Only then it can be started; each organisation's ledger then says that it was restored, and to
 * which size, for whoever holds a later checkpoint sees two histories.
 */
export async function restoreCommand(terminal: Terminal, backup: string, options: { data?: string; json?: true }): Promise<ExitCode> {
  const data = resolve(options.data ?? (terminal.env['ANNALS_DATA'] || './data'));
  const { readManifest } = await import('../../server/backup/manifest.ts');
  const { refuseUsed, restoreBackup } = await import('../../server/backup/restore.ts');
  await readManifest(resolve(backup));
  await refuseUsed(data);
  const manifest = await withStoppedServer(data, () =>
    restoreBackup({
      backup: resolve(backup),
      data,
      check: (found) => check(data, found, terminal),
      onProgress: progressLines(terminal),
    }),
  );
  const events = manifest.organisations.reduce((sum, { size }) => sum + size, 0);
  if (options.json) terminal.out(JSON.stringify({ data, taken_at: manifest.taken_at, organisations: manifest.organisations }));
  else {
    terminal.out(
      `${data}: ${events} events of ${manifest.organisations.length} organisations, as of ${manifest.taken_at}; checked and whole.`,
    );
    terminal.out(
      'What was recorded after that is not in it. Whoever holds a later checkpoint will see that this ledger does not extend it.',
    );
  }
  return exitCodes.ok;
}

async function check(data: string, manifest: Manifest, terminal: Terminal): Promise<void> {
  const { checkLedger } = await import('../../server/verifier.ts');
  const { unnamedControl } = await import('../../server/backup/restore.ts');
  const { addToOutbox } = await import('../../server/control/offline-outbox.ts');
  const { operatorEvent } = await import('../operator-event.ts');
  terminal.err('Checking every event…');
  const { findings, organisations } = await checkLedger(data);
  const [first] = findings.filter(({ severity }) => severity === 'error');
  if (first)
    throw new Error(printable(`The backup is not whole: ${first.organisation ?? ''} ${first.file ?? ''}: ${first.what} → ${first.wayOn}`));
  for (const { organisation, size, root } of manifest.organisations) {
    const found = organisations.find((one) => one.organisation === organisation);
    if (found?.size !== size || found.root !== root)
      throw new Error(
        `The backup is not whole: ${organisation} has ${found?.size ?? 0} events, the manifest says ${size} under another root.`,
      );
  }
  const of = { backup_taken_at: manifest.taken_at };
  addToOutbox(unnamedControl(data), [
    { organisation: null, event: operatorEvent('annals.restore', { ...of, organisations: manifest.organisations.length }) },
    ...manifest.organisations.map(({ organisation, size, root }) => ({
      organisation,
      event: operatorEvent('annals.restore', { ...of, size, root }, organisation),
    })),
  ]);
}
