import { FormatOptionError } from './line-format.ts';
import { visible } from '../event/visible.ts';

/**
 * The grammar of RFC 5424: structured data, and a message in ASCII. What is printed here passes a strict parser whatever
 * stands in the event: names are made to fit, values are escaped, no raw control character leaves.
 */
export interface SdElement {
  /** SD-ID: `audit@32473`, or one of IANA's. */
  id: string;
  params: readonly SdParam[];
}
export type SdParam = readonly [name: string, value: string];

/** Collects the parameters of one element; what is absent or empty is left out, and no name stands twice. */
export class SdParams {
  readonly list: SdParam[] = [];
  readonly #names = new Set<string>();

  add(name: string, value: unknown): this {
    const text = paramText(value);
    if (text === '') return this;
    const fitting = sdName(name);
    // Receivers keep one of two parameters of a name; the message has both values.
    if (this.#names.has(fitting)) return this;
    this.#names.add(fitting);
    this.list.push([fitting, text]);
    return this;
  }
}

/** What passes these as it is, which is nearly everything, is not searched again for what would have to be changed. */
const printable = /^[ -~]*$/;
const fittingName = /^[!#-,/-<>-\\^-~-]{1,32}$/;
const escapable = /["\\\]]/;

/** Texts as they are shown, control and direction characters visible; what is no text as JSON. */
function paramText(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return printable.test(text) ? text : visible(text).toWellFormed();
}

/**
 * SD-NAME: 1 to 32 characters of printable ASCII without `=`, `]`, `"` and space; `_` for each that is none, and for a
 * dot, which syslog-ng takes for a level of names.
 */
export function sdName(name: string): string {
  if (fittingName.test(name)) return name;
  return name.replace(/[^!#-,/-<>-\\^-~-]/gu, '_').slice(0, 32) || '_';
}

export function printElement({ id, params }: SdElement): string {
  let text = `[${id}`;
  for (const [name, value] of params) text += ` ${name}="${escapable.test(value) ? value.replace(/["\\\]]/g, '\\$&') : value}"`;
  return `${text}]`;
}

/** JSON of nothing but printable ASCII: needs no byte order mark, holds no line end, comes through every receiver. */
export function asciiJson(value: unknown): string {
  const json = JSON.stringify(value);
  if (printable.test(json)) return json;
  return json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** 32473 is IANA's number for examples (RFC 5612). */
export const exampleEnterprise = 32_473;

export function enterpriseOf(given: number | undefined): number {
  const number = given ?? exampleEnterprise;
  if (!Number.isInteger(number) || number < 1 || number > 0xffff_ffff)
    throw new FormatOptionError('An enterprise number is a whole number from 1 to 4294967295.');
  return number;
}
