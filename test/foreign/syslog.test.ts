import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import fc from 'fast-check';
import { lineFormats, type RecordedEvent } from '../../packages/events/index.ts';
import { anyRecorded, parseRfc5424 } from '../../packages/events/formats/testing.ts';
import { needs } from './needs.ts';
import { rsyslog, strictGo, syslogNg, type Peer, type Understood } from './syslog-peers.ts';

/** Programs of other origin read the RFC 5424 file: they refuse no line and understand what our own strict reader does. */

const events = 100_000;
const dir = mkdtempSync(join(tmpdir(), 'annals-syslog-'));
test.after(() => rmSync(dir, { recursive: true, force: true }));

/** One digest an event, whatever order its structured data comes in. No part has a line end, so one may stand between them. */
function digest([priority, instant, host, appName, process, messageId, data, message]: Understood): string {
  const parts = [priority, Date.parse(instant), host, appName, process, messageId, message];
  for (const id of Object.keys(data).sort()) {
    const params = data[id] ?? {};
    parts.push(`[${id}`);
    for (const name of Object.keys(params).sort()) parts.push(name, params[name] ?? '');
  }
  return createHash('sha1').update(parts.join('\n')).digest('base64');
}

function understood(line: string): Understood {
  const read = parseRfc5424(line);
  const data = Object.fromEntries(read.data.map(({ id, params }) => [id, Object.fromEntries(params)]));
  return [read.priority, read.timestamp, read.hostname, read.appName, read.procId, read.msgId, data, read.message];
}

/** Each of them another, of the parts of some hundreds; none so long that the reading takes minutes. */
const pool = fc.sample(anyRecorded, 997);
function hostileEvent(sequence: number): RecordedEvent {
  const part = (stride: number): RecordedEvent => pool[(sequence * stride + Math.floor(sequence / pool.length)) % pool.length]!;
  const { metadata: _metadata, changes: _changes, extra: _extra, targets: _targets, producer, ...event } = part(1);
  const [group] = Object.entries(part(7).metadata ?? {});
  return {
    ...event,
    sequence,
    actor: part(13).actor,
    ...(group && sequence % 2 === 0 && { metadata: Object.fromEntries([group]) }),
    ...(sequence % 3 === 0 && { extra: { ...part(11).extra, changes: part(5).changes ?? null } }),
    ...(sequence % 5 === 0 && { targets: part(17).targets ?? [] }),
    // The host `-` is none, and syslog-ng puts its own in its place.
    ...(producer && producer.host !== '-' && { producer }),
  };
}

const writer = lineFormats['syslog-rfc5424'].writer({ host: 'audit.example.com', pid: 4711, softwareVersion: '0.1.0' });
const leafHash = 'bGVhZg==';
const file = join(dir, 'events.log');
const written: string[] = [];
test.before(async () => {
  const out = createWriteStream(file);
  for (let sequence = 0; sequence < events; sequence += 1) {
    const line = writer.line(hostileEvent(sequence), leafHash);
    written.push(digest(understood(line.slice(0, -1))));
    if (!out.write(line)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
});

const peers: [Peer, says: string][] = [
  [strictGo, 'a strict parser in Go refuses none of 100,000 hostile events, and has the content of each'],
  [rsyslog, 'rsyslog has the content of each of 100,000 hostile events'],
  [syslogNg, 'syslog-ng has the content of each of 100,000 hostile events'],
];
for (const [peer, says] of peers) {
  test(says, async (t) => {
    if (!needs(t, { [peer.name]: peer.there })) return;
    const place = mkdtempSync(join(dir, 'peer-'));
    const seen = new Uint8Array(events);
    let refused = 0;
    for await (const one of peer.read(file, events, place)) {
      if (one === null) {
        refused += 1;
        continue;
      }
      const sequence = Number(one[6]['audit@32473']?.['sequence']);
      if (digest(one) !== written[sequence]) assert.deepEqual(one, understood(writer.line(hostileEvent(sequence), leafHash).slice(0, -1)));
      seen[sequence] = (seen[sequence] ?? 0) + 1;
    }
    assert.equal(refused, 0);
    assert.ok(seen.every((times) => times === 1));
  });
}
