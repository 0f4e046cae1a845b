import type { AppendAnswer } from './journal.ts';

/**
 * Receipt texts. They are written by hand because the journal thread writes one an event; the members are those of the
 * contract, and a test parses them against it.
 */

export function recordedReceipt(
  status: 'recorded' | 'duplicate',
  id: string,
  organisation: string,
  sequence: number,
  receivedAt: string | null,
  leafHash: string,
  warnings: string,
): string {
  return `"status":"${status}","id":"${id}","organisation":"${organisation}","sequence":${sequence},"received_at":${receivedAt === null ? 'null' : `"${receivedAt}"`},"leaf_hash":"${leafHash}","warnings":${warnings},"problem":null`;
}

export function rejectedReceipt(
  id: string | null,
  organisation: string | null,
  problem: { code: string; detail: string; errors: unknown[] },
  warnings: unknown[] = [],
): string {
  return `"status":"rejected","id":${JSON.stringify(id)},"organisation":${JSON.stringify(organisation)},"sequence":null,"received_at":null,"leaf_hash":null,"warnings":${JSON.stringify(warnings)},"problem":${JSON.stringify(problem)}`;
}

/**
 * Stands for the receipt of an event that has left the journal: the recorder fills it in from the segments, for a fresh
 * answer as for a replayed one. U+0000 cannot stand raw in JSON, so a reference is never mistaken for text.
 */
export function receiptReference(organisation: string, sequence: number, id: string, warnings: string): string {
  return `\u0000${organisation} ${sequence} ${id} ${warnings}\u0000`;
}

const reference = /\u0000(\S+) (\d+) (\S+) ([^\u0000]*)\u0000/g;

export async function fillReferences(
  body: string,
  look: (organisation: string, sequence: number) => Promise<{ receivedAt: string | null; leafHash: string }>,
): Promise<string> {
  if (!body.includes('\u0000')) return body;
  const filled = new Map<string, string>();
  for (const [text, organisation = '', sequence = '', id = '', warnings = ''] of body.matchAll(reference)) {
    const { receivedAt, leafHash } = await look(organisation, Number(sequence));
    filled.set(text, recordedReceipt('duplicate', id, organisation, Number(sequence), receivedAt, leafHash, warnings));
  }
  return body.replaceAll(reference, (text) => filled.get(text) ?? text);
}

/** Status by API: 201 some recorded and none rejected, 200 all duplicates, 207 mixed, 422 all rejected. */
export function answerOf(
  receipts: string[],
  counts: { recorded: number; duplicates: number; rejected: number },
  lastSequences: Record<string, number>,
): Extract<AppendAnswer, { kind: 'receipts' }> {
  const { recorded, duplicates, rejected } = counts;
  const status = rejected === 0 ? (recorded > 0 ? 201 : 200) : recorded + duplicates > 0 ? 207 : 422;
  const body = `{"receipts":[${receipts.map((receipt, index) => `{"index":${index},${receipt}}`).join(',')}],"recorded":${recorded},"duplicates":${duplicates},"rejected":${rejected}}`;
  return { kind: 'receipts', status, body, replayed: false, recorded, lastSequences };
}
