import { isIP } from 'node:net';

/**
 * The sixteen bytes of an address: IPv4 as ::ffff:a.b.c.d (RFC 4291, 2.5.5.2). One row that the engine cannot read would
 * stop the whole index, so what is no plain address, or has a zone, becomes `::`.
 */
export function addressBytes(text: string | undefined): Uint8Array {
  if (text === undefined) return none;
  const known = recent.get(text);
  if (known !== undefined) return known;
  const bytes = parsed(text);
  if (recent.size >= mostRecent) recent.clear();
  recent.set(text, bytes);
  return bytes;
}

const none = new Uint8Array(16);
/** The same few addresses come again and again. */
const recent = new Map<string, Uint8Array>();
const mostRecent = 10_000;

function parsed(text: string): Uint8Array {
  const version = text.includes('%') ? 0 : isIP(text);
  if (version === 0) return none;
  const bytes = new Uint8Array(16);
  if (version === 4) {
    bytes.set([255, 255, ...text.split('.').map(Number)], 10);
    return bytes;
  }
  const [before = '', after] = text.split('::');
  bytes.set(groupsOf(before), 0);
  if (after !== undefined) {
    const tail = groupsOf(after);
    bytes.set(tail, 16 - tail.length);
  }
  return bytes;
}

/** Two bytes a group; the last may be an IPv4 address of four. */
function groupsOf(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number);
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 255];
  });
}
