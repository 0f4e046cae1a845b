import { earliestMs, latestMs, readInstant } from '../../event/instant.ts';
import type { Draft } from './draft.ts';
import { ImportError } from './import-format.ts';
import { msIn } from './zone.ts';

/**
 * When it happened, of the forms that exports have: RFC 3339, the same without a zone, the portal's `29/08/22 12:19:51`,
 * milliseconds or seconds since 1970. Where no zone is said the given one is taken, the text is kept, and the report says so.
 */
export function readDate(given: string, draft: Draft, field: string, zone = 'UTC'): void {
  const text = given.trim();
  const exact = readInstant(text) ?? sinceEpoch(text);
  const instant = exact ?? withoutZone(text, zone);
  if (instant === null) throw new ImportError(`${quoted(text)} is no instant`);
  if (instant.ms < earliestMs || instant.ms >= latestMs) throw new ImportError(`${quoted(text)} is before 1970 or after 2200`);
  if (exact === null) draft.assume(`${zone} for instants without a zone`);
  if (exact === null || instant.cut) draft.keep(field, given);
  draft.occurredAt = instant.text;
}

interface Read {
  text: string;
  ms: number;
  cut: boolean;
}

function sinceEpoch(text: string): Read | null {
  if (!/^\d{9,15}$/.test(text)) return null;
  // Nine to eleven digits are seconds until the year 5138, more are milliseconds from 2001 on.
  const ms = text.length <= 11 ? Number(text) * 1000 : Number(text);
  return ms >= latestMs ? null : { text: new Date(ms).toISOString(), ms, cut: false };
}

function withoutZone(text: string, zone: string): Read | null {
  const shown = shownBy(text);
  if (shown === null) return null;
  const ms = msIn(zone, shown.ms);
  return { text: new Date(ms).toISOString(), ms, cut: shown.cut };
}

function shownBy(text: string): Read | null {
  const iso = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d{1,9})?)$/.exec(text);
  if (iso) return readInstant(`${iso[1]}T${iso[2]}Z`);
  const portal = /^(\d\d)\/(\d\d)\/(\d\d|\d{4}) (\d\d:\d\d:\d\d)$/.exec(text);
  if (!portal) return null;
  const year = portal[3]?.length === 2 ? `20${portal[3]}` : portal[3];
  return readInstant(`${year}-${portal[2]}-${portal[1]}T${portal[4]}Z`);
}

/** A piece of a record in a message: short, without control characters. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
