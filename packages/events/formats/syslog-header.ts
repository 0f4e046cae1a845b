import { isAddress } from '../event/address.ts';
import type { Category } from '../event/types.ts';
import { FormatOptionError } from './line-format.ts';

/** What both Syslog profiles have in common: fields of the header within RFC 5424's limits, and the page's words for categories. */

/**
 * HOSTNAME of what a producer calls its host: an address, or a name with `_` for each character that is in no name of a
 * host. RFC 5424 allows all of printable ASCII, but syslog-ng refuses a colon or a bracket that is in no address.
 * `-` when there is none.
 */
export function hostnameOf(text: string | undefined): string {
  if (text === undefined || text === '') return '-';
  if (!outsideName.test(text) || isAddress(text)) return text.slice(0, 255);
  return text.replace(/[^A-Za-z0-9._-]/gu, '_').slice(0, 255);
}

const outsideName = /[^A-Za-z0-9._-]/;

/** PROCID of a number of a process; `-` when there is none. */
export function procIdOf(pid: number | undefined): string {
  return pid === undefined ? '-' : String(pid);
}

/** An APP-NAME that was configured: refused rather than bent. */
export function appNameOf(given: string | undefined, fallback: string): string {
  const name = given ?? fallback;
  if (!/^[!-~]{1,48}$/.test(name)) throw new FormatOptionError('An APP-NAME has 1 to 48 printable ASCII characters and no space.');
  return name;
}

/** MSGID as the page lists it. */
export const msgIds: Readonly<Record<Category, string>> = {
  authentication: 'authn',
  creation: 'creation',
  access: 'access',
  change: 'change',
  deletion: 'deletion',
};
