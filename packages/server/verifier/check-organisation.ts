import { base64, type Checkpoint, openCheckpoint, parseCheckpoint, parseNote, sameBytes } from '@annals/ledger';
import type { JournalReader } from '../journal/reader.ts';
import { readKey } from '../segments/keys.ts';
import { emptyList, readList, type SegmentList } from '../segments/list.ts';
import { checkpointPath, signedPath } from '../segments/paths.ts';
import { readIfThere } from '../segments/read-if-there.ts';
import { EventCheck } from './check-events.ts';
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

/** Recomputes everything that is stored of one organisation. Reads only. */
export async function checkOrganisation(
  data: string,
  journal: JournalReader,
  organisation: string,
): Promise<{ check: OrganisationCheck; findings: Finding[] }> {
  const findings = new Findings(organisation);
  const head = journal.head(organisation);
  const size = head?.size ?? 0;
  const list = await listOf(data, organisation, findings);
  const { checkpoint, vkey } = await checkSigned(data, organisation, findings);
  const events = new EventCheck(organisation, findings, (id) => journal.sequenceOf(organisation, id), [size, checkpoint?.size ?? 0]);
  await checkSegments(data, organisation, list, events, findings);
  checkJournal(journal, organisation, list.end, size, events, findings);

  const root = events.rootAt(size);
  const at = { severity: 'error', file: 'journal/journal.db' } as const;
  if (list.end > size)
    findings.add('head', {
      ...at,
      sequence: size,
      what: `segments hold ${list.end} events, the journal's head says ${size}`,
      wayOn: waysOn.restoreJournal,
    });
  else if (events.tree.size < size)
    findings.add('missing', {
      ...at,
      sequence: events.tree.size,
      what: `the head says ${size} events, the leaves end at ${events.tree.size}`,
      wayOn: waysOn.restoreJournal,
    });
  else if (head && root && !sameBytes(root, head.root))
    findings.add('head', {
      ...at,
      what: `the ${size} leaves make the root ${base64(root)}, the journal's head says ${base64(head.root)}`,
      wayOn: waysOn.restoreJournal,
    });
  if (checkpoint) checkExtends(organisation, checkpoint, size, events, findings);
  return {
    check: { organisation, size, sealed: list.end, signed: checkpoint?.size ?? null, root: root && base64(root), vkey },
    findings: findings.all(),
  };
}

async function listOf(data: string, organisation: string, findings: Findings): Promise<SegmentList> {
  try {
    return await readList(data, organisation);
  } catch (error) {
    findings.addError('list', error, { file: `segments/${organisation}/list.jsonl`, wayOn: waysOn.restoreSegment });
    return emptyList;
  }
}

function checkJournal(
  journal: JournalReader,
  organisation: string,
  from: number,
  to: number,
  events: EventCheck,
  findings: Findings,
): void {
  const file = 'journal/journal.db';
  let at = from;
  try {
    for (const batch of journal.batches(organisation, from, to)) {
      if (batch.first !== at) break;
      if (batch.lines.length * 32 !== batch.leaves.length || batch.lines.length * 16 !== batch.secrets.length)
        throw new Error('lines, secrets and leaves of a batch are not as many');
      events.add({ first: batch.first, lines: batch.lines, secrets: batch.secrets, leaves: batch.leaves, file, mayBeEmpty: false });
      at += batch.lines.length;
    }
  } catch (error) {
    findings.addError('journal', error, { sequence: at, file, wayOn: waysOn.restoreJournal });
  }
}

/** The signed state and what is published: valid under the organisation's own key. */
async function checkSigned(
  data: string,
  organisation: string,
  findings: Findings,
): Promise<{ checkpoint: Checkpoint | null; vkey: string | null }> {
  const file = `signed/${organisation}`;
  const [note, published] = [await readIfThere(signedPath(data, organisation)), await readIfThere(checkpointPath(data, organisation))];
  if (note === null) {
    if (published)
      findings.add('signed', {
        severity: 'error',
        file,
        what: 'a checkpoint was published, but the signed state is missing',
        wayOn: waysOn.restoreSigned,
      });
    return { checkpoint: null, vkey: null };
  }
  try {
    const installation = parseCheckpoint(parseNote(note).text).origin.slice(0, -`/org/${organisation}`.length);
    const key = await readKey(data, installation, organisation);
    if (!key) {
      findings.add('key', {
        severity: 'error',
        file: `keys/${organisation}.seed`,
        what: 'the key is missing, though it signed checkpoints',
        wayOn: waysOn.restoreKey,
      });
      return { checkpoint: null, vkey: null };
    }
    const checkpoint = openCheckpoint(note, key.vkey);
    if (published === null || !note.equals(published))
      findings.add('published', {
        severity: 'warning',
        file: `segments/${organisation}/checkpoint`,
        what: 'the published checkpoint is not the signed one',
        wayOn: waysOn.askSealer,
      });
    return { checkpoint, vkey: key.vkey };
  } catch (error) {
    findings.addError('signed', error, { file, wayOn: waysOn.restoreSigned });
    return { checkpoint: null, vkey: null };
  }
}

function checkExtends(organisation: string, checkpoint: Checkpoint, size: number, events: EventCheck, findings: Findings): void {
  const root = events.rootAt(checkpoint.size);
  const place = { severity: 'error', file: `signed/${organisation}`, wayOn: waysOn.restoreSigned } as const;
  if (checkpoint.size > size)
    findings.add('rolled back', {
      ...place,
      sequence: size,
      what: `${checkpoint.size} events were signed, ${size} are there: the ledger was rolled back`,
    });
  else if (root && !sameBytes(root, checkpoint.root))
    findings.add('rolled back', {
      ...place,
      what: `the first ${checkpoint.size} events make the root ${base64(root)}, signed was ${base64(checkpoint.root)}`,
    });
}
