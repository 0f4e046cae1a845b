import { duplicateIn, parseText, RequestInvalid } from './json.ts';
import { countKeys, deepestCounted, scanItem, skipSpace, type Span } from './scan.ts';
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

/** All of {@link splitItems} at once. */
export function splitRequest(text: string, contentType: string, limits: RequestLimits = defaultRequestLimits): SplitItem[] {
  return [...splitItems(text, contentType, limits)];
}

/**
 * The events of a request, in input order: an object, an array, or NDJSON, of which a broken line rejects that line only.
 * Each is parsed when it is asked for, and only when its size and depth are within bounds: what a stranger sends can
 * neither stop the clock nor fill the memory. Throws {@link RequestInvalid} for broken JSON and for too many events,
 * which may come after good ones; then nothing of the request may be recorded. An event that is refused for its size or
 * depth is not looked into: what is broken inside it breaks nothing else.
 */
export function splitItems(text: string, contentType: string, limits: RequestLimits = defaultRequestLimits): Generator<SplitItem> {
  return isNdjson(contentType) ? splitLines(text, limits) : splitDocument(text, limits);
}

function isNdjson(contentType: string): boolean {
  return /^\s*application\/(?:x-)?(?:ndjson|jsonl|jsonlines)\s*(?:;|$)/i.test(contentType);
}

function* splitDocument(text: string, limits: RequestLimits): Generator<SplitItem> {
  const first = skipSpace(text, 0);
  if (text[first] !== '[') {
    yield itemOf(text, scanItem(text, first, true), limits);
    return;
  }
  let position = skipSpace(text, first + 1);
  let end = position;
  if (text[position] !== ']') {
    for (let count = 0; ; count++) {
      if (count === limits.requestEvents) throw tooMany(limits);
      const item = scanItem(text, position);
      if (item.stop === text.length) throw new RequestInvalid('json_invalid', 'The text is no JSON: it ends too early.');
      yield itemOf(text, item, limits);
      end = item.stop;
      if (text[end] !== ',') break;
      position = skipSpace(text, end + 1);
    }
  }
  if (text[end] !== ']' || skipSpace(text, end + 1) < text.length)
    throw new RequestInvalid(
      'json_invalid',
      `The text is no JSON: unexpected character at position ${text[end] === ']' ? skipSpace(text, end + 1) : end}.`,
    );
}

function* splitLines(text: string, limits: RequestLimits): Generator<SplitItem> {
  let count = 0;
  for (let start = skipSpace(text, 0); start < text.length; start = skipSpace(text, start)) {
    const feed = text.indexOf('\n', start);
    const end = feed < 0 ? text.length : feed;
    const line = text.slice(start, end);
    start = end + 1;
    if (count === limits.requestEvents) throw tooMany(limits);
    count++;
    yield itemOfLine(line, limits);
  }
}

function itemOfLine(line: string, limits: RequestLimits): SplitItem {
  try {
    return itemOf(line, scanItem(line, 0, true), limits);
  } catch (error) {
    if (!(error instanceof RequestInvalid)) throw error;
    // Only this line is refused; what is wrong with it travels in its receipt.
    return refused(line.length, 'event_invalid', { pointer: '', code: 'json_invalid', detail: error.message });
  }
}

function itemOf(text: string, span: Span, limits: RequestLimits): SplitItem {
  if (span.bytes > limits.eventBytes) {
    const detail = `The event has ${span.bytes} bytes of JSON; ${limits.eventBytes} are allowed.`;
    return refused(span.bytes, 'event_too_large', { pointer: '', code: 'event_too_large', detail });
  }
  if (span.depth > deepestCounted)
    return refused(span.bytes, 'event_invalid', { pointer: '', code: 'too_deep', detail: `The event is nested ${span.depth} deep.` });
  const own = text.slice(span.start, span.end);
  const value = parseText(own, span.start);
  if (span.keys !== countKeys(value)) {
    const twice = duplicateIn(own);
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
