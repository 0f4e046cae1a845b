import { groupNames, type GroupName } from '@annals/events';
import type { AppendRequest, PreparedEvent } from './journal.ts';

/**
 * How a request crosses to the journal thread: one text, fields apart by LF. Cloning a string costs a twentieth of
 * cloning the objects; RFC 8785 JSON never holds a raw LF, so no field can.
 */
export interface WireRequest {
  count: number;
  text: string;
  recordedBy: string;
  idempotency: AppendRequest['idempotency'];
}

export function encodeRequest(request: AppendRequest): WireRequest {
  const fields: string[] = [];
  for (const item of request.items) {
    if (item.kind === 'rejected') {
      fields.push('r', item.receipt);
      continue;
    }
    fields.push(
      'e',
      item.organisation,
      item.id,
      item.inputDigest,
      item.occurredAt ?? '',
      item.skeletonHead,
      item.outcome,
      item.targetTypes,
      item.warnings,
    );
    for (const group of groupNames) fields.push(item.groups[group] ?? '');
  }
  return { count: request.items.length, text: fields.join('\n'), recordedBy: request.recordedBy, idempotency: request.idempotency };
}

export type WireItem =
  | { kind: 'rejected'; receipt: string }
  | (Omit<PreparedEvent, 'groups' | 'occurredAt'> & { occurredAt: string; groupTexts: string[] });

export function decodeItems(request: WireRequest): WireItem[] {
  // The text of no items is empty, and an empty text splits into one empty field.
  const fields = request.count === 0 ? [] : request.text.split('\n');
  const items: WireItem[] = [];
  let at = 0;
  const next = (): string => fields[at++] ?? '';
  while (items.length < request.count) {
    if (next() === 'r') items.push({ kind: 'rejected', receipt: next() });
    else
      items.push({
        kind: 'event',
        organisation: next(),
        id: next(),
        inputDigest: next(),
        occurredAt: next(),
        skeletonHead: next(),
        outcome: next(),
        targetTypes: next(),
        warnings: next(),
        groupTexts: groupNames.map(next),
      });
  }
  if (at !== fields.length) throw new Error('A request crossed to the journal thread with fields left over.');
  return items;
}

/** Label bytes and JSON name of each group, in the order of `groupTexts`. */
export const groupLabels: readonly GroupName[] = groupNames;
