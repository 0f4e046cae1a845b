import { join } from 'node:path';
import { findData, withStoppedServer } from '../data-directory.ts';
import { exitCodes, type ExitCode } from '../exit.ts';
import { printable, type Terminal } from '../terminal.ts';

/**
 * Takes a copy of a directory that was in use for what it is: recomputes everything, and only when it is whole lets a
 * server start on it. The act is recorded at that start.
 */
export async function adoptCommand(terminal: Terminal, options: { data?: string }): Promise<ExitCode> {
  const data = findData(terminal, options.data);
  const { copiedFrom, unmarkInUse } = await import('../../server/base/in-use.ts');
  const { checkLedger } = await import('../../server/verifier.ts');
  const { checkControl } = await import('./doctor-control.ts');
  const { addToOutbox } = await import('../../server/control/offline-outbox.ts');
  const { operatorEvent } = await import('../operator-event.ts');
  return withStoppedServer(data, async () => {
    const copied = await copiedFrom(data);
    if (copied === null) {
      terminal.out(`${data} is no copy of a directory that was in use: nothing to adopt.`);
      return exitCodes.ok;
    }
    const ledger = await checkLedger(data);
    const [first] = [...ledger.findings, ...checkControl(data, ledger.organisations)].filter(({ severity }) => severity === 'error');
    if (first) {
      terminal.err(printable(`annals: the copy is torn: ${first.organisation ?? ''} ${first.file ?? ''}: ${first.what} → ${first.wayOn}`));
      return exitCodes.failed;
    }
    addToOutbox(join(data, 'control.db'), [{ organisation: null, event: operatorEvent('annals.adopt', { ...copied }) }]);
    await unmarkInUse(data);
    terminal.out(`${data} is whole and can be started. Never let the original and this copy both record: they would sign two histories.`);
    return exitCodes.ok;
  });
}
