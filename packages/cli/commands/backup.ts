import { request } from 'node:http';
import { join, resolve } from 'node:path';
import type { BackupProgress, BackupSummary } from '../../server/backup/take.ts';
import { findData, withStoppedServer } from '../data-directory.ts';
import { exitCodes, UnavailableError, type ExitCode } from '../exit.ts';
import { progressLines } from '../progress.ts';
import type { Terminal } from '../terminal.ts';

interface Line {
  progress?: BackupProgress;
  summary?: BackupSummary;
  detail?: string;
}

/**
 * Copies a data directory into a directory of its own, consistent and complete: by the running server, asked over the
 * socket in its data directory, or directly when none runs. Either records `annals.backup`.
 */
export async function backupCommand(terminal: Terminal, directory: string, options: { data?: string; json?: true }): Promise<ExitCode> {
  const data = findData(terminal, options.data);
  const target = resolve(directory);
  const { LockedError } = await import('../../server/base/lock.ts');
  const onProgress = progressLines(terminal);
  const summary = await withStoppedServer(data, () => takeDirectly(data, target, onProgress)).catch((error: unknown) => {
    if (!(error instanceof LockedError)) throw error;
    return askServer(join(data, 'run', 'operator.sock'), target, onProgress);
  });
  terminal.err('The backup holds the signing keys and every event: keep it as safe as the data directory.');
  for (const path of summary.damaged)
    terminal.err(`warning: ${path} is not what its list says and was copied as it is: run annals doctor.`);
  if (options.json) terminal.out(JSON.stringify(summary));
  else
    terminal.out(
      `${summary.directory}: ${summary.events} events of ${summary.organisations} organisations, ${summary.files} files, ${summary.bytes} bytes.`,
    );
  return exitCodes.ok;
}

async function takeDirectly(data: string, directory: string, onProgress: (progress: BackupProgress) => void): Promise<BackupSummary> {
  const { stopped, takeBackup } = await import('../../server/backup/take.ts');
  const { addToOutbox } = await import('../../server/control/offline-outbox.ts');
  const { operatorEvent } = await import('../operator-event.ts');
  const summary = await takeBackup({ data, directory, still: stopped, onProgress });
  addToOutbox(join(data, 'control.db'), [{ organisation: null, event: operatorEvent('annals.backup', { ...summary }) }]);
  return summary;
}

function askServer(socketPath: string, directory: string, onProgress: (progress: BackupProgress) => void): Promise<BackupSummary> {
  return new Promise((done, failed) => {
    const asking = request({ socketPath, path: '/backup', method: 'POST', headers: { 'content-type': 'application/json' } }, (response) => {
      let rest = '';
      let last: Line = {};
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        const lines = `${rest}${chunk}`.split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          last = JSON.parse(line) as Line;
          if (last.progress) onProgress(last.progress);
        }
      });
      response.on('error', failed);
      response.on('end', () =>
        last.summary ? done(last.summary) : failed(new Error(last.detail ?? 'The server ended before the backup was complete.')),
      );
    });
    asking.on('error', (error) =>
      failed(new UnavailableError(`The process that holds the data directory does not answer at ${socketPath} (${error.message}).`)),
    );
    asking.end(JSON.stringify({ directory }));
  });
}
