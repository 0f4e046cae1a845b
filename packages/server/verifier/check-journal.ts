import { base64, sameBytes } from '@annals/ledger';
import type { JournalReader } from '../journal/reader.ts';
import { type EventCheck, leavesIn } from './check-events.ts';
import { type Findings, waysOn } from './findings.ts';

export const journalFile = 'journal/journal.db';

/** Does the journal begin where the list ends? Else the list was cut off, removed or put back: what it named was trimmed. */
export function checkGap(journal: JournalReader, organisation: string, end: number, findings: Findings): boolean {
  const oldest = journal.oldest(organisation);
  if (oldest <= end) return false;
  findings.add('gap', {
    severity: 'error',
    sequence: end,
    file: `segments/${organisation}/list.jsonl`,
    what: `the list ends at event ${end}, ${journalFile} begins at ${oldest}: the list was cut off, removed or put back, or the journal changed`,
    wayOn: waysOn.restoreList,
  });
  return true;
}

/** The events that no segment holds: from where the list ends to the head. */
export async function checkJournal(
  journal: JournalReader,
  organisation: string,
  [from, to]: readonly [number, number],
  events: EventCheck,
  findings: Findings,
  pause?: () => Promise<void>,
): Promise<void> {
  let at = from;
  try {
    for (const { first, lines, secrets, leaves } of journal.batches(organisation, from, to)) {
      if (first !== at) break;
      if (lines.length * 32 !== leaves.length || lines.length * 16 !== secrets.length)
        throw new Error('lines, secrets and leaves of a batch are not as many');
      const stored = leavesIn(leaves);
      const computed = events.compute({ first, lines, secrets, file: journalFile, mayBeEmpty: false }, findings);
      computed.forEach((leaf, i) => {
        if (leaf && !sameBytes(leaf, stored[i]!))
          findings.add('changed event', {
            severity: 'error',
            sequence: first + i,
            file: journalFile,
            what: `the stored event makes the leaf ${base64(leaf)}, the journal holds ${base64(stored[i]!)}`,
            wayOn: waysOn.changedBody,
          });
      });
      events.append(first, stored);
      at += lines.length;
      await pause?.();
    }
    if (at < to)
      findings.add('missing', {
        severity: 'error',
        sequence: at,
        file: journalFile,
        what: `the head says ${to} events, those from ${at} on are not there`,
        wayOn: waysOn.restoreJournal,
      });
  } catch (error) {
    findings.addError('journal', error, { sequence: at, file: journalFile, wayOn: waysOn.restoreJournal });
  }
}
