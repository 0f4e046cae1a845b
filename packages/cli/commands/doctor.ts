import type { Finding } from '../../server/verifier.ts';
import { findData, withStoppedServer } from '../data-directory.ts';
import { exitCodes, type ExitCode } from '../exit.ts';
import { printable, type Terminal } from '../terminal.ts';

export interface DoctorOptions {
  data?: string;
  json?: true;
}

/**
 * Recomputes everything in the data directory of a stopped server: journal, segments, trees, signatures, the control
 * database, and whether the index could have come from them. Changes nothing but the index's own housekeeping.
 * Ends with 1 when the ledger or control is not whole; an index that is not is a warning, for it is made anew from the ledger.
 */
export async function doctorCommand(terminal: Terminal, options: DoctorOptions): Promise<ExitCode> {
  const data = findData(terminal, options.data);
  // The server's code is loaded here only: the rest of the command line works where its dependencies do not.
  const { checkLedger } = await import('../../server/verifier.ts');
  const { checkControl } = await import('./doctor-control.ts');
  const { checkIndexAgainst } = await import('./doctor-index.ts');
  return withStoppedServer(data, async () => {
    const say = options.json ? () => undefined : (line: string) => terminal.out(line);
    say(`Checking ${data}`);
    const ledger = await checkLedger(data, ({ organisation, size, sealed, signed }) =>
      say(`  ${organisation}: ${size} events, ${sealed} in segments, ${signed ?? 0} under a signed checkpoint`),
    );
    const control = checkControl(data, ledger.organisations);
    const index = await checkIndexAgainst(data, ledger.organisations);
    const findings = [...ledger.findings, ...control, ...(await checkCopied(data)), ...index.findings];
    const ok = ledger.ok && !findings.some(({ severity }) => severity === 'error');
    if (options.json) {
      terminal.out(JSON.stringify({ ok, data, organisations: ledger.organisations, index: index.summary, findings }, null, 2));
    } else {
      say(`  index: ${index.summary.state}, ${index.summary.events ?? 0} events`);
      for (const finding of findings) terminal.out(told(finding));
      terminal.out(
        ok
          ? `Everything recorded is there and unchanged${findings.length > 0 ? `; ${findings.length} things to look at` : ''}.`
          : 'NOT WHOLE: see above.',
      );
    }
    return ok ? exitCodes.ok : exitCodes.failed;
  });
}

/** A copy of a directory that was in use may be whole; a server starts on it only when somebody says so. */
async function checkCopied(data: string): Promise<Finding[]> {
  const { copiedFrom } = await import('../../server/base/in-use.ts');
  if ((await copiedFrom(data)) === null) return [];
  const what = 'this is a copy of a directory that was in use';
  const wayOn = 'If the rest is whole and the original no longer records, take it: annals adopt.';
  return [{ severity: 'warning', organisation: null, file: 'in-use', what, wayOn }];
}

function told({ severity, organisation, sequence, file, what, wayOn }: Finding): string {
  const place = [organisation, sequence === undefined ? null : `event ${sequence}`, file ?? null]
    .filter((part) => part !== null)
    .join(', ');
  return printable(`${severity}: ${place === '' ? '' : `${place}: `}${what} → ${wayOn}`);
}
