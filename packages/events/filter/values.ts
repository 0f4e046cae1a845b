/** Reads the values that are more than text. Null for a text that is no such value. */

/** First millisecond of what is meant, and the first after it: a day, a minute, a second or a millisecond, in UTC. */
export function readInstant(text: string): { fromMs: number; toMs: number } | null {
  const [, date, time, seconds, fraction, zone] =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?(Z|[+-]\d{2}:\d{2})?)?$/i.exec(text) ?? [];
  if (date === undefined) return null;
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const midnightMs = Date.UTC(year, month - 1, day);
  if (new Date(midnightMs).toISOString().slice(0, 10) !== date || year < 1970 || year > 2200) return null;
  if (time === undefined) return { fromMs: midnightMs, toMs: midnightMs + 86_400_000 };
  const fromMs = Date.parse(`${date}T${time}:${seconds ?? '00'}.${(fraction ?? '').padEnd(3, '0')}${(zone ?? 'Z').toUpperCase()}`);
  if (Number.isNaN(fromMs)) return null;
  const lengthMs = seconds === undefined ? 60_000 : fraction === undefined ? 1_000 : 1;
  return { fromMs, toMs: fromMs + lengthMs };
}

export function readNumber(text: string): number | null {
  if (!/^-?\d{1,20}(\.\d{1,20})?$/.test(text)) return null;
  return Number(text);
}

/** First and last address of a single address or a CIDR range, IPv4 as IPv4 in IPv6, in full hexadecimal groups. */
export function readAddress(text: string): { first: string; last: string } | null {
  const [address = '', bitsText, ...rest] = text.split('/');
  if (rest.length > 0) return null;
  const v4 = ipv4Bits(address);
  const bits = v4 ?? ipv6Bits(address);
  if (bits === null) return null;
  const width = v4 === null ? 128 : 32;
  if (bitsText !== undefined && !/^\d{1,3}$/.test(bitsText)) return null;
  const kept = bitsText === undefined ? width : Number(bitsText);
  if (kept > width) return null;
  const open = (1n << BigInt(width - kept)) - 1n;
  return { first: ipv6Text(bits & ~open), last: ipv6Text(bits | open) };
}

const mappedPrefix = 0xffffn << 32n;

function ipv4Bits(text: string): bigint | null {
  const parts = text.split('.');
  if (parts.length !== 4) return null;
  let bits = 0n;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return null;
    bits = (bits << 8n) | BigInt(part);
  }
  return mappedPrefix | bits;
}

function ipv6Bits(text: string): bigint | null {
  if (text.length > 45 || !/^[0-9a-f:.]+$/i.test(text) || text.split('::').length > 2) return null;
  const [before = '', after] = text.split('::');
  const head = groups(before);
  const tail = after === undefined ? [] : groups(after);
  if (head === null || tail === null) return null;
  const missing = 8 - head.length - tail.length;
  if (after === undefined ? missing !== 0 : missing < 1) return null;
  return [...head, ...Array.from({ length: missing }, () => 0), ...tail].reduce((bits, group) => (bits << 16n) | BigInt(group), 0n);
}

function groups(text: string): number[] | null {
  if (text === '') return [];
  const found: number[] = [];
  const parts = text.split(':');
  for (const [at, part] of parts.entries()) {
    const v4 = at === parts.length - 1 && part.includes('.') ? ipv4Bits(part) : null;
    if (v4 !== null) found.push(Number((v4 >> 16n) & 0xffffn), Number(v4 & 0xffffn));
    else if (/^[0-9a-f]{1,4}$/i.test(part)) found.push(Number.parseInt(part, 16));
    else return null;
  }
  return found;
}

function ipv6Text(bits: bigint): string {
  return Array.from({ length: 8 }, (_, at) => ((bits >> BigInt(112 - 16 * at)) & 0xffffn).toString(16)).join(':');
}
