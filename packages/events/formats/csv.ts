import { actorText, actorTypeTitles } from '../event/actor-text.ts';
import { extraData } from '../event/extra-data.ts';
import type { RecordedEvent } from '../event/types.ts';

/**
 * The CSV of the original page: its eight columns, in its order. RFC 4180: every field quoted, lines ended by CR LF.
 *
 * A spreadsheet evaluates a cell that begins like a formula, quoted or not. Such a cell gets an apostrophe in front.
 * Reversible: `unguardCell` takes it away, and a value that has apostrophes before a formula gets one more.
 */
export const csvColumns = ['Date', 'Actor type', 'Actor', 'ID', 'Agent Pool', 'Event Type', 'Result', 'EXTRA DATA'] as const;

/** Apostrophes, then what a spreadsheet skips, then what begins a formula. */
const formula = /^'*[ \u00a0\u1680\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff]*[=+\-@\t\r\n\0＝＋－＠]/;

/** With its CR LF. */
export const csvHeader = csvLine(csvColumns);

/** One event as one line, with its CR LF. Date is occurred_at in UTC, Event Type the label, EXTRA DATA a JSON object. */
export function csvRow(event: RecordedEvent): string {
  return csvLine(csvValues(event));
}

/** The eight values before they are quoted and guarded. */
export function csvValues(event: RecordedEvent): [string, string, string, string, string, string, string, string] {
  return [
    event.occurred_at,
    actorTypeTitles[event.actor.type],
    actorText(event.actor),
    event.id,
    event.agent_pool ?? agentPoolOf(event),
    event.label,
    event.outcome,
    JSON.stringify(extraData(event)),
  ];
}

export function csvLine(values: readonly string[]): string {
  return `${values.map(csvCell).join(',')}\r\n`;
}

export function csvCell(value: string): string {
  const safe = guardCell(value);
  return safe.includes('"') ? `"${safe.replaceAll('"', '""')}"` : `"${safe}"`;
}

export function guardCell(value: string): string {
  const first = value.charCodeAt(0);
  // A letter or a digit begins no formula; nearly every cell does.
  if ((first >= 97 && first <= 122) || (first >= 65 && first <= 90) || (first >= 48 && first <= 57)) return value;
  return formula.test(value) ? `'${value}` : value;
}

export function unguardCell(cell: string): string {
  return cell.startsWith("'") && formula.test(cell.slice(1)) ? cell.slice(1) : cell;
}

/** `annals-audit-events-20261124T112553Z.csv`: the page's pattern, with an instant that every file system takes. */
export function csvFileName(now: Date, product = 'annals'): string {
  return `${product}-audit-events-${now.toISOString().replace(/\.\d+/, '').replaceAll(/[:-]/g, '')}.csv`;
}

/** The pool of the agent an action was registered on. */
function agentPoolOf(event: RecordedEvent): string {
  const pool = event.metadata?.agent?.['agent_pool'];
  return typeof pool === 'string' ? pool : event.actor.type === 'agent_pool' ? actorText(event.actor) : '';
}
