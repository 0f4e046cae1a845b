import { base64, type Checkpoint, sameBytes } from '@annals/ledger';
import type { JournalReader } from '../journal/reader.ts';
import { isWhole } from '../journal/tree-head.ts';
import { readList, type SegmentList } from '../segments/list.ts';
import { readSignedFiles } from '../segments/signed-files.ts';
import { EventCheck } from './check-events.ts';
import { checkGap, checkJournal, journalFile } from './check-journal.ts';
import { checkSegments } from './check-segments.ts';
import { type Finding, Findings, waysOn } from './findings.ts';

export interface OrganisationCheck {
  organisation: string;
  /** Events the journal's head says there are. */
  size: number;
  /** Of them, in segments. */
  sealed: number;
  /** Covered by the last signed checkpoint; null before the first. */
  signed: number | null;
  /** RFC 6962 root of all events, base64; null when events are missing. */
  root: string | null;
  /** What checkpoints of this organisation are verified with; null without key or checkpoint. */
  vkey: string | null;
}

/** Recomputes everything that is stored of one organisation. Reads only; throws only what no file of the organisation explains. */
export async function checkOrganisation(
  data: string,
  journal: JournalReader,
  organisation: string,
): Promise<{ check: OrganisationCheck; findings: Finding[] }> {
  const findings = new Findings(organisation);
  const head = journal.head(organisation);
  const size = head?.size ?? 0;
  const { checkpoint, vkey } = await checkSigned(data, organisation, findings);
  const list = await listOf(data, organisation, findings);
  const events = new EventCheck(organisation, (id) => journal.sequenceOf(organisation, id), [size, checkpoint?.size ?? 0]);
  const gap = list !== null && checkGap(journal, organisation, list.end, findings);
  if (list) await checkSegments(data, organisation, list, size, events, findings);
  const end = list?.end ?? 0;
  if (list && !gap) await checkJournal(journal, organisation, [end, size], events, findings);

  const root = events.rootAt(size);
  const at = { severity: 'error', file: journalFile, wayOn: waysOn.restoreJournal } as const;
  if (head && !isWhole(head)) findings.add('head', { ...at, what: `the head of ${size} events does not make its own root` });
  else if (head && root && !sameBytes(root, head.root))
    findings.add('head', { ...at, what: `the ${size} leaves make the root ${base64(root)}, the head says ${base64(head.root)}` });
  else if (head && root && events.lastReceivedAt > head.lastReceivedAt)
    findings.add('head', { ...at, what: `the last event is of ${events.lastReceivedAt}, the head says ${head.lastReceivedAt}` });
  if (end > size) findings.add('head', { ...at, sequence: size, what: `segments hold ${end} events, the head says ${size}` });
  if (checkpoint) checkExtends(organisation, checkpoint, { size, end, root: events.rootAt(checkpoint.size) }, findings);
  return {
    check: { organisation, size, sealed: end, signed: checkpoint?.size ?? null, root: root && base64(root), vkey },
    findings: findings.all(),
  };
}

/** Null: it cannot be read, and nothing can be said of the segments. */
async function listOf(data: string, organisation: string, findings: Findings): Promise<SegmentList | null> {
  try {
    return await readList(data, organisation);
  } catch (error) {
    findings.addError('list', error, { file: `segments/${organisation}/list.jsonl`, wayOn: waysOn.restoreList });
    return null;
  }
}

/** The signed state and what is published: valid under the organisation's own key. */
async function checkSigned(
  data: string,
  organisation: string,
  findings: Findings,
): Promise<{ checkpoint: Checkpoint | null; vkey: string | null }> {
  const { key, signed, published, damage } = await readSignedFiles(data, null, organisation);
  if (damage)
    findings.add(damage.part, {
      severity: 'error',
      file: damage.file,
      what: damage.what,
      wayOn: damage.part === 'key' ? waysOn.restoreKey : waysOn.restoreSigned,
    });
  else if (!published)
    findings.add('published', {
      severity: 'warning',
      file: `segments/${organisation}/checkpoint`,
      what: 'the published checkpoint is not the signed one',
      wayOn: waysOn.askSealer,
    });
  return { checkpoint: signed, vkey: signed && (key?.vkey ?? null) };
}

function checkExtends(
  organisation: string,
  checkpoint: Checkpoint,
  { size, end, root }: { size: number; end: number; root: Uint8Array | null },
  findings: Findings,
): void {
  const place = { severity: 'error', file: `signed/${organisation}`, wayOn: waysOn.restoreSigned } as const;
  if (checkpoint.size > size)
    findings.add('rolled back', {
      ...place,
      sequence: size,
      file: journalFile,
      what: `${checkpoint.size} events were signed, ${size} are there: the ledger was rolled back`,
    });
  else if (root && !sameBytes(root, checkpoint.root))
    findings.add('rolled back', {
      ...place,
      what: `the first ${checkpoint.size} events make the root ${base64(root)}, signed was ${base64(checkpoint.root)}`,
    });
  if (end > checkpoint.size)
    findings.add('rolled back', {
      ...place,
      what: `segments hold ${end} events, only ${checkpoint.size} are signed: it was put back`,
    });
}
