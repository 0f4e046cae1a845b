import { randomBytes, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';

/** A cheap load: batches are built once, only ids and times are patched, so that the client takes little of the machine. */

export interface Target {
  url: string;
  key: string;
  organisation: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 512 });

export function send(target: Target, body: string): Promise<{ status: number; ms: number; text: string }> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${target.url}/v1/events?organisation=${target.organisation}`,
      {
        method: 'POST',
        agent,
        headers: { authorization: `Bearer ${target.key}`, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, ms: performance.now() - started, text: Buffer.concat(chunks).toString() }),
        );
        response.on('error', reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

const events = [
  'auth.login',
  'action.create',
  'action.remove',
  'agent.register',
  'agent.remove',
  'tag.create',
  'integration.create',
  'user.create',
];

/** About 800 bytes of JSON an event, 500 actors, 8 event types. */
export function event(seed: number): Record<string, unknown> {
  const actor = seed % 500;
  return {
    id: uuidv7(),
    event: events[seed % events.length],
    outcome: 'success',
    occurred_at: new Date().toISOString(),
    actor: {
      type: 'user',
      id: `user-${actor}`,
      name: `Person Number ${actor}`,
      email: `person.${actor}@example.com`,
      ip: `10.${actor % 200}.3.4`,
      user_agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101',
      client: 'plugin',
    },
    targets: [{ type: 'action', id: randomUUID(), name: `Foo${seed % 97}.java:${seed % 400}` }],
    metadata: {
      action: {
        action_type: 'LOG',
        action_id: randomUUID(),
        condition: 'i % 10 == 0',
        file_name: `src/main/java/com/example/shop/Cart${seed % 97}.java`,
        line: seed % 400,
        max_hit_count: 10,
        ignore_quota: false,
      },
      user: { user_id: `user-${actor}`, user_name: `Person Number ${actor}`, user_types: ['Member'], user_groups: ['developers'] },
    },
    correlation_id: randomBytes(8).toString('hex'),
    producer: { name: 'bench', sequence: seed },
  };
}

export function uuidv7(): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export function batchMaker(size: number): () => string {
  const parts = Array.from({ length: size }, (_, i) => {
    const made = event(i);
    const [head = '', tail = ''] = JSON.stringify(made).split(String(made['id']));
    return { head, tail };
  });
  return () => `[${parts.map(({ head, tail }) => `${head}${uuidv7()}${tail}`).join(',')}]`;
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
}
