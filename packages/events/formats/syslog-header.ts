import type { Category } from '../event/types.ts';
import { FormatOptionError } from './line-format.ts';

/** What both Syslog profiles have in common: RFC 5424's limits of header fields, and the page's words for categories. */
export const headerLimits = { hostname: 255, appName: 48, procId: 128 } as const;

/** A header field of printable ASCII without spaces; every other character becomes `_`; `-` when there is nothing. */
export function headerField(text: string | undefined, most: number): string {
  if (text === undefined || text === '') return '-';
  return text.replace(/[^!-~]/gu, '_').slice(0, most);
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
