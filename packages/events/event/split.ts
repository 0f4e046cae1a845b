import { duplicateIn, parseText, RequestInvalid } from './json.ts';
import { countKeys, scanItems, type Span } from './scan.ts';
import type { FieldError } from './types.ts';

/** The events of a request's text, each with its size and what is wrong with it as JSON. */
export interface RequestLimits {
  /** UTF-8 bytes of one event's JSON. */
  readonly eventBytes: number;
  readonly requestEvents: number;
}

export const defaultRequestLimits: RequestLimits = { eventBytes: 64 * 1024, requestEvents: 10_000 };

export type SplitItem =
  | { ok: true; value: unknown; bytes: number }
  | { ok: false; bytes: number; code: 'event_too_large' | 'event_invalid'; detail: string; errors: FieldError[] };

/**
 * The events of a request, in input order: an object, an array, or NDJSON, of which a broken line rejects that line only.
 * Throws {@link RequestInvalid} for broken JSON and for too many events; then nothing of it may be recorded.
 */
export function splitRequest(text: string, contentType: string, limits: RequestLimits = defaultRequestLimits): SplitItem[] {
  return isNdjson(contentType) ? splitLines(text, limits) : splitDocument(text, limits);
}

function isNdjson(contentType: string): boolean {
  return /^\s*application\/(?:x-)?(?:ndjson|jsonl|jsonlines)\s*(?:;|$)/i.test(contentType);
}

function splitDocument(text: string, limits: RequestLimits): SplitItem[] {
  const value = parseText(text);
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (values.length > limits.requestEvents) throw tooMany(limits);
  const spans = scanItems(text);
  return values.map((item, index) => itemOf(text, spans[index], item, limits));
}

function splitLines(text: string, limits: RequestLimits): SplitItem[] {
  const items: SplitItem[] = [];
  for (let start = 0; start < text.length;) {
    const feed = text.indexOf('\n', start);
    const end = feed < 0 ? text.length : feed;
    const line = text.slice(start, end);
    start = end + 1;
    if (/^\s*$/.test(line)) continue;
    if (items.length === limits.requestEvents) throw tooMany(limits);
    items.push(itemOfLine(line, limits));
  }
  return items;
}

function itemOfLine(line: string, limits: RequestLimits): SplitItem {
  let value: unknown;
  try {
    value = parseText(line);
  } catch (error) {
    // Only this line is refused; what is wrong with it travels in its receipt.
    const detail = error instanceof Error ? error.message : 'The line is no JSON.';
    return refused(line.length, 'event_invalid', { pointer: '', code: 'json_invalid', detail });
  }
  return itemOf(line, scanItems(line, true)[0], value, limits);
}

function itemOf(text: string, span: Span | undefined, value: unknown, limits: RequestLimits): SplitItem {
  if (!span) throw new RequestInvalid('json_invalid', 'The items of the body could not be told apart.');
  if (span.bytes > limits.eventBytes) {
    const detail = `The event has ${span.bytes} bytes of JSON; ${limits.eventBytes} are allowed.`;
    return refused(span.bytes, 'event_too_large', { pointer: '', code: 'event_too_large', detail });
  }
  if (span.keys !== countKeys(value)) {
    const twice = duplicateIn(text.slice(span.start, span.end));
    if (twice) return refused(span.bytes, 'event_invalid', twice);
  }
  return { ok: true, value, bytes: span.bytes };
}

function refused(bytes: number, code: 'event_too_large' | 'event_invalid', error: FieldError): SplitItem {
  return { ok: false, bytes, code, detail: error.detail, errors: [error] };
}

function tooMany(limits: RequestLimits): RequestInvalid {
  return new RequestInvalid('request_too_many_events', `A request may carry ${limits.requestEvents} events. Nothing of it was recorded.`);
}
