import type { RecordedEvent } from '@annals/events';

/**
 * A line of the ledger repeats what other columns of its row hold: its id, both instants, the correlation id and the id
 * of its first target. Random texts do not compress, so the stored line has a mark in the place of each, and the
 * engine puts them in again: `body` is an expression over what is stored. Extra data is stored whole, because an export
 * would take a quarter longer.
 *
 * Promises: what comes out is the line, byte for byte. A mark is DEL and a letter, which is valid within JSON, so that a
 * path of it can be read as it is stored. Only whole quoted texts without anything to escape are replaced, so no run of
 * letters and digits is partly in the line and partly in a value. A text that holds DEL itself is stored as it is, with
 * a space in front; no line begins with one.
 */
const mark = '\u007f';
const plain = /^[\w-]{16,64}$/;
const skeletonBegins = ',"skeleton":{';

/** What is stored of a line, to be made whole by {@link wholeLine}. */
export function lineWithout(line: string, event: RecordedEvent): string {
  if (line.includes(mark)) return ` ${line}`;
  const at = Math.max(0, line.lastIndexOf(skeletonBegins));
  let groups = withoutTarget(line.slice(0, at), event);
  const { correlation_id: correlation } = event;
  if (correlation !== undefined && plain.test(correlation)) groups = groups.replaceAll(`"${correlation}"`, `"${mark}c"`);
  let skeleton = line.slice(at);
  if (event.id === event.id.toLowerCase()) skeleton = skeleton.replace(`"id":"${event.id}"`, `"id":"${mark}i"`);
  if (isUsual(event.occurred_at)) skeleton = skeleton.replace(`"occurred_at":"${event.occurred_at}"`, `"occurred_at":"${mark}o"`);
  if (isUsual(event.received_at)) skeleton = skeleton.replace(`"received_at":"${event.received_at}"`, `"received_at":"${mark}r"`);
  return groups + skeleton;
}

function withoutTarget(text: string, { targets }: RecordedEvent): string {
  const id = targets?.[0]?.id;
  return id !== undefined && plain.test(id) ? text.replaceAll(`"${id}"`, `"${mark}t"`) : text;
}

/** Does the engine print the instant as it stands in the line? */
function isUsual(instant: string): boolean {
  return new Date(instant).toISOString() === instant;
}

const sqlMark = (letter: string): string => `'\\x7f${letter}'`;
const target = 'target_ids[1]';
const iso = (column: string): string => `concat(replaceOne(toString(${column}), ' ', 'T'), 'Z')`;
const unlessAsItIs = (column: string, asItIs: string, otherwise: string): string =>
  `if(startsWith(${column}, ' '), ${asItIs}, ${otherwise})`;
const inGroups = (text: string): string => `replaceAll(replaceAll(${text}, ${sqlMark('c')}, correlation_id), ${sqlMark('t')}, ${target})`;

/** The line of the ledger, of the engine. */
export const wholeLine = unlessAsItIs(
  'line',
  'substring(line, 2)',
  `replaceOne(replaceOne(replaceOne(${inGroups('line')}, ${sqlMark('i')}, toString(id)), ${sqlMark('o')}, ${iso('occurred_at')}), ${sqlMark('r')}, ${iso('received_at')})`,
);

/** A piece of JSON that was taken out of `line`, as it stands in the whole line. */
export function wholePiece(piece: string): string {
  return unlessAsItIs('line', piece, inGroups(piece));
}

/** Whether a run of ASCII letters and digits may be in the groups of the line; costs less than making the line whole. */
export function groupsMayHold(placeholder: string): string {
  return anyHolds(['line', 'correlation_id', target], placeholder);
}

/**
 * Whether an id is in the whole line: exact for a text of letters, digits, `_` and `-` that is no part of an instant,
 * because it is in the stored line or in one value. The engine would make every line whole before it looked there.
 */
export function lineHolds(placeholder: string): string {
  return anyHolds(['line', 'correlation_id', target, 'toString(id)'], placeholder);
}

function anyHolds(texts: readonly string[], placeholder: string): string {
  return `(${texts.map((text) => `positionCaseInsensitive(${text}, ${placeholder}) > 0`).join(' OR ')})`;
}
