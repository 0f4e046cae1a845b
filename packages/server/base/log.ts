import { pino, stdSerializers } from 'pino';
import type { Logger } from 'pino';

export type { Logger } from 'pino';

/** Members that hold secrets, however deep in a logged object. */
const secretMembers = new Set(['password', 'token', 'secret', 'key', 'cookie', 'authorization', 'seed', 'setup_url']);
const deepest = 8;

/** The same object when it is flat and holds no secret, as nearly every request's line does; pino's own wildcards copy each. */
function withoutSecrets(fields: Record<string, unknown>, depth = 0): Record<string, unknown> {
  const names = Object.keys(fields);
  if (names.every((name) => !secretMembers.has(name) && (typeof fields[name] !== 'object' || fields[name] === null))) return fields;
  return Object.fromEntries(
    names.map((name) => [name, secretMembers.has(name) ? '[redacted]' : depth < deepest ? censored(fields[name], depth + 1) : '[deep]']),
  );
}

function censored(value: unknown, depth: number): unknown {
  if (value instanceof Error) return withoutSecrets({ ...stdSerializers.err(value) }, depth);
  if (Array.isArray(value)) return value.map((item) => censored(item, depth));
  return typeof value === 'object' && value !== null ? withoutSecrets(value as Record<string, unknown>, depth) : value;
}

/** Whatever a message may have swallowed: API key tokens and the session cookie are recognisable by their form. */
export function withoutTokens(line: string): string {
  return line.replace(/\bann_[A-Za-z0-9_-]{16,}/g, 'ann_[redacted]').replace(/annals_session=[^;\s"]+/g, 'annals_session=[redacted]');
}

export interface LogOptions {
  format: 'text' | 'json';
  level: 'debug' | 'info' | 'warn' | 'error';
  /** Takes whole lines with their line feed; stderr in the server. */
  write: (line: string) => void;
}

/**
 * The log: one line a record, as JSON or for eyes. Goes to stderr, so that stdout holds the `ready` line alone.
 * Lines are written at once, never kept back: the last words before a crash are there.
 */
export function openLog(options: LogOptions): Logger {
  const write =
    options.format === 'json'
      ? (line: string) => options.write(withoutTokens(line))
      : (line: string) => options.write(withoutTokens(textLine(line)));
  return pino(
    {
      level: options.level,
      base: null,
      messageKey: 'message',
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }), log: (fields) => withoutSecrets(fields) },
    },
    { write },
  );
}

/** Control characters would let a logged value forge a line or steer a terminal. */
const unprintable = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

function textLine(line: string): string {
  const {
    time,
    level,
    message = '',
    err,
    ...rest
  } = JSON.parse(line) as { time: string; level: string; message?: string } & Record<string, unknown>;
  const members = Object.entries(rest).map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const head = `${time.slice(11, 19)} ${level.padEnd(5)} ${[message, ...members].join('  ')}`;
  const printable = (text: string) =>
    text.replace(unprintable, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const stack = isError(err)
    ? String(err.stack ?? err.message)
        .split('\n')
        .map((frame) => `\n    ${printable(frame.trim())}`)
    : [];
  return `${printable(head)}${stack.join('')}\n`;
}

function isError(value: unknown): value is { message?: unknown; stack?: unknown } {
  return typeof value === 'object' && value !== null && ('stack' in value || 'message' in value);
}

/** The one line on stdout that says where the server is; `setup_url` is for the person at the console and in no log. */
export function readyLine(format: 'text' | 'json', ready: { url: string; setupUrl: string | null }): string {
  if (format === 'json') return `${JSON.stringify({ event: 'ready', url: ready.url, setup_url: ready.setupUrl })}\n`;
  const setup = ready.setupUrl === null ? '' : `\n  Set it up, once, within 30 minutes:\n  ${ready.setupUrl}\n`;
  return `\n  Annals is ready at ${ready.url}\n${setup}\n`;
}
