import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { find, post } from './api.ts';
import { portalScene } from './portal-scene.ts';
import type { Running } from './server.ts';

/** Records so many events of a small team's week, each with its own `extra.n`; who is told to come back comes back. */
export async function fill(server: Pick<Running, 'url'>, events: number, senders = 1): Promise<void> {
  const scene = portalScene(Date.now() - 3_600_000);
  const eventsPerRequest = Math.min(2000, events);
  let sent = 0;
  const send = async (): Promise<void> => {
    for (let first = sent; first < events; first = sent) {
      sent += eventsPerRequest;
      const batch = Array.from({ length: eventsPerRequest }, (_, at) => ({ ...scene[at % scene.length], extra: { n: first + at } }));
      for (let answer = await post(server, batch); answer.status !== 201; answer = await post(server, batch)) {
        assert.ok([429, 503].includes(answer.status), answer.text);
        await sleep(200);
      }
    }
  };
  await Promise.all(Array.from({ length: senders }, send));
}

/** Resolves when everything that is recorded can be found. */
export async function indexed(server: Pick<Running, 'url'>): Promise<void> {
  for (const deadline = Date.now() + 120_000; ; await sleep(100)) {
    const { status, json, text } = await find(server, { limit: 1 });
    if (status === 200 && (json.indexed_to ?? -1) >= json.as_of) return;
    assert.ok(Date.now() < deadline, text);
  }
}
