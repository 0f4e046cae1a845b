import { Agent, request } from 'node:http';
import type { DataSet } from '../data/data-set.ts';
import { sentEvent } from '../data/data-set.ts';
import type { Draw } from '../data/draw.ts';
import { Template } from '../data/template.ts';
import type { Sink } from './jobs.ts';
import { RefusedForNow, type Sender } from './sender.ts';

/** Sends JSON arrays to `POST /v1/events` and waits for the whole receipts. */
export class AnnalsSender implements Sender<Buffer> {
  readonly #sink: Extract<Sink, { kind: 'annals' }>;
  readonly #templates: readonly Template[];
  readonly #mostBytes: number;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1024 });
  /** Bodies that were sent, to be written again: a megabyte allocated for each would have the garbage collector walk all templates. */
  readonly #free: ArrayBuffer[] = [];

  constructor(sink: Extract<Sink, { kind: 'annals' }>, dataSet: DataSet) {
    this.#sink = sink;
    this.#templates = dataSet.pool.map((entry) => new Template(JSON.stringify(sentEvent(entry, sink.organisations))));
    this.#mostBytes = Math.max(...this.#templates.map((template) => template.bytes.length));
  }

  prepare(draw: Draw, count: number, msOf: (index: number) => number): Buffer {
    const body = this.#room(count * (this.#mostBytes + 1) + 2);
    body[0] = 0x5b;
    let at = 1;
    for (let index = 0; index < count; index++) {
      const template = this.#templates[draw.next(msOf(index))]!;
      at = template.fill(body, at, draw.area);
      body[at++] = 0x2c;
    }
    body[at - 1] = 0x5d;
    return body.subarray(0, at);
  }

  send(body: Buffer): Promise<number> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        `${this.#sink.url}/v1/events`,
        {
          method: 'POST',
          agent: this.#agent,
          headers: {
            authorization: `Bearer ${this.#sink.key}`,
            'content-type': 'application/json',
            'content-length': body.length,
          },
        },
        (response) => {
          let last: Buffer[] = [];
          response.on('data', (chunk: Buffer) => (last = [...last.slice(-1), chunk]));
          response.on('error', reject);
          response.on('end', () => {
            if (response.statusCode === 503 || response.statusCode === 429)
              return reject(new RefusedForNow(Number(response.headers['retry-after'] ?? 1) * 1000));
            // The counts stand at the end, so the receipts need not be parsed.
            const tail = Buffer.concat(last).subarray(-200).toString('latin1');
            const recorded = /"recorded":(\d+),"duplicates":\d+,"rejected":0\}$/.exec(tail)?.[1];
            if (response.statusCode !== 201 || recorded === undefined)
              return reject(new Error(`POST /v1/events answered ${response.statusCode}: ${tail}`));
            this.#free.push(body.buffer as ArrayBuffer);
            resolve(Number(recorded));
          });
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  #room(bytes: number): Buffer {
    const used = this.#free.pop();
    return used !== undefined && used.byteLength >= bytes ? Buffer.from(used) : Buffer.allocUnsafeSlow(bytes);
  }

  close(): Promise<void> {
    this.#agent.destroy();
    return Promise.resolve();
  }
}
