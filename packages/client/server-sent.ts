import { UnreachableError } from './error.ts';

/** One message of a stream of Server-Sent Events, as the HTML standard reads it. */
export interface Message {
  /** The last id that was sent up to here; null: none yet. */
  id: string | null;
  event: string;
  data: string;
}

/** Reads a stream as it arrives; a message that its end cuts off is none. Leaving the loop closes the stream. */
export async function* messagesOf(response: Response): AsyncGenerator<Message, void> {
  let id: string | null = null;
  let event = '';
  let data: string[] = [];
  for await (const line of linesOf(response)) {
    if (line === '') {
      if (data.length > 0) yield { id, event: event || 'message', data: data.join('\n') };
      event = '';
      data = [];
      continue;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') data.push(value);
    else if (field === 'event') event = value;
    else if (field === 'id' && !value.includes('\0')) id = value;
  }
}

async function* linesOf({ body, url }: Response): AsyncGenerator<string, void> {
  if (body === null) throw new UnreachableError(url, 'the stream has no body');
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw new UnreachableError(url, 'the stream broke off', { cause });
      });
      if (done) return;
      rest += decoder.decode(value, { stream: true });
      const lines = rest.split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } finally {
    await reader.cancel().catch(() => undefined /* it is broken already */);
  }
}
