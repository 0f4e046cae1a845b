/**
 * Whether a text is an IPv4 address (four decimal numbers, no leading zeros) or an IPv6 address (RFC 4291, no zone).
 * A zone (`fe80::1%eth0`) means something on one machine only, so it is no address to record as evidence.
 */
export function isAddress(text: string): boolean {
  return text.length <= 45 && (isIpv4(text) || isIpv6(text));
}

const byte = String.raw`(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;
const v4 = new RegExp(`^${byte}(?:\\.${byte}){3}$`);

export function isIpv4(text: string): boolean {
  return v4.test(text);
}

export function isIpv6(text: string): boolean {
  if (!text.includes(':')) return false;
  const gap = text.indexOf('::');
  if (gap !== text.lastIndexOf('::')) return false;
  const lastColon = text.lastIndexOf(':');
  const tail = text.slice(lastColon + 1);
  let words = 0;
  let head = text;
  if (tail.includes('.')) {
    if (!isIpv4(tail)) return false;
    words = 2;
    head = text.slice(0, lastColon);
    // `::1.2.3.4` leaves one colon of the gap behind.
    if (gap >= 0 && gap === lastColon - 1) head += ':';
  }
  if (gap < 0) {
    const count = countWords(head);
    return count >= 0 && count + words === 8;
  }
  const left = countWords(head.slice(0, gap));
  const right = countWords(head.slice(gap + 2));
  return left >= 0 && right >= 0 && left + right + words <= 7;
}

function countWords(text: string): number {
  if (text === '') return 0;
  const parts = text.split(':');
  return parts.every((part) => /^[0-9A-Fa-f]{1,4}$/.test(part)) ? parts.length : -1;
}
