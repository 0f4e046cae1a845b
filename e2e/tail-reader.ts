import { setTimeout as sleep } from 'node:timers/promises';
import { setupKey, type Running } from './server.ts';

/** One tail by plain fetch, read in the background: what any program with Server-Sent Events would see. */
export interface Tailing {
  status: number;
  headers: Headers;
  /** The problem, when it was refused. */
  code: string | null;
  /** Whole messages, in order. */
  messages: { id: string; event: string; data: string }[];
  comments: string[];
  /** True when the server ended it. */
  ended: boolean;
  sequences(): number[];
  close(): void;
}

export async function openTail(
  server: Pick<Running, 'url'>,
  query: string,
  { key = setupKey, headers = {}, cookie }: { key?: string; headers?: Record<string, string>; cookie?: string } = {},
): Promise<Tailing> {
  const stop = new AbortController();
  const response = await fetch(`${server.url}/v1/events/tail?${query}`, {
    headers: { ...headers, ...(cookie === undefined ? { authorization: `Bearer ${key}` } : { cookie }) },
    signal: stop.signal,
  });
  const tailing: Tailing = {
    status: response.status,
    headers: response.headers,
    code: null,
    messages: [],
    comments: [],
    ended: false,
    sequences: () => tailing.messages.filter(({ event }) => event === 'message').map(({ id }) => Number(id)),
    close: () => stop.abort(),
  };
  if (response.status !== 200) {
    tailing.code = ((await response.json()) as { code: string }).code;
    return tailing;
  }
  // A stream that breaks off has ended, too.
  void follow(response, tailing).catch(() => (tailing.ended = true));
  return tailing;
}

async function follow(response: Response, tailing: Tailing): Promise<void> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body!) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop()!;
    for (const block of blocks) {
      const field = (name: string): string | null => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1] ?? null;
      if (block.startsWith(':')) tailing.comments.push(block);
      const data = field('data');
      if (data !== null) tailing.messages.push({ id: field('id') ?? '', event: field('event') ?? 'message', data });
    }
  }
  tailing.ended = true;
}

/** Waits for a condition, long enough for a slow machine. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, withinMs = 60_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
    await sleep(20);
  }
}
