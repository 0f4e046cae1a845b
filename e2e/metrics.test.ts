import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { routes } from '@annals/events';
import { allMetrics } from '../packages/server/metrics/definitions.ts';
import { call, find, login, post, signIn } from './api.ts';
import { scrape, type Scrape } from './scrape.ts';
import { removeData, setupEmail, setupPassword, start, temporaryData, type Running } from './server.ts';

const promtool = '/usr/bin/promtool';

/** Asks until it holds; the last scrape either way. */
async function scrapeUntil(server: Running, holds: (figures: Scrape) => boolean): Promise<Scrape> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const figures = await scrape(server);
    if (holds(figures) || Date.now() > deadline) return figures;
    await sleep(100);
  }
}

describe('/metrics', () => {
  const data = temporaryData();
  let server: Running;
  before(async () => {
    server = await start(data);
  });
  after(async () => {
    await server.stop();
    removeData(data);
  });

  it('counts what was acknowledged, by outcome, and what was refused, by code', async () => {
    const before = await scrape(server);
    const once = login({ id: '019aa0f0-0000-4000-8000-000000000001' });
    await post(server, [once, login(), login()]);
    await post(server, [once, { event: 'no actor' }, login({ occurred_at: 'yesterday' })]);
    await post(server, { ...once, error_message: 'another' });
    const key = { headers: { 'idempotency-key': 'metrics-1' } };
    for (let repeats = 0; repeats < 3; repeats++) await post(server, [login()], key);
    await post(server, '{', { headers: { 'content-type': 'application/json' } });
    await post(server, login(), { key: 'ann_notAKeyThatAnybodyHasMade00000' });
    const figures = await scrape(server);
    const grown = (series: string): number => figures.of(series) - before.of(series);
    assert.equal(grown('annals_events_recorded_total'), 4, 'a replayed answer records nothing');
    assert.equal(grown('annals_events_duplicate_total'), 1);
    assert.equal(grown('annals_events_rejected_total{code="event_invalid"}'), 2, figures.text.match(/^annals_events_rej.*$/gm)?.join('\n'));
    assert.equal(grown('annals_events_rejected_total{code="id_conflict"}'), 1);
    assert.equal(grown('annals_problems_total{code="json_invalid"}'), 1);
    assert.equal(grown('annals_problems_total{code="unauthenticated"}'), 1);
    assert.ok(grown('annals_journal_commit_seconds_count') >= 4);
    assert.ok(figures.of('annals_journal_commit_seconds_sum') > 0);
  });

  it('counts requests by route template, never by what a caller wrote', async () => {
    const { json } = await post(server, login());
    assert.equal((await call(server, `/v1/events/${json.receipts[0]!.id}?organisation=acme`)).status, 200);
    await call(server, '/v1/secret-path-of-a-caller/42');
    await fetch(`${server.url}/another?token=secret-query`, { method: 'PROPFIND' });
    const figures = await scrape(server);
    assert.equal(figures.of('annals_http_requests_total{method="get",route="/v1/events/{id}",status="200"}'), 1);
    assert.ok(figures.of('annals_http_requests_total{method="other",route="other",status="404"}') >= 2);
    assert.equal(figures.of('annals_http_request_seconds_count{method="get",route="/v1/events/{id}"}'), 1);
    const templates = [...figures.text.matchAll(/route="([^"]*)"/g)].map(([, route]) => route);
    const known = ['other', ...routes.map(({ path }) => path)];
    for (const template of new Set(templates)) assert.ok(known.includes(template ?? ''), template);
    assert.doesNotMatch(figures.text, /secret-path|secret-query|PROPFIND|propfind/);
  });

  it('counts failed sign-ins and the throttle', async () => {
    for (let tries = 0; tries < 3; tries++) await signIn(server, setupEmail, 'wrong');
    await signIn(server, setupEmail, setupPassword);
    const figures = await scrape(server);
    assert.equal(figures.of('annals_problems_total{code="sign_in_failed"}'), 3);
    assert.equal(figures.series.get('annals_problems_total{code="too_many_attempts"}'), 0, 'a code that may come is there at 0');
  });

  it('shows checkpoints, the index and the outbox catch up', async () => {
    const { json } = await post(server, [login(), login()]);
    await find(server, { wait_for: json.receipts[1]!.sequence });
    const caughtUp = (figures: Scrape): boolean =>
      figures.of('annals_checkpoints_total') > 0 &&
      figures.of('annals_unsealed_events') > 0 &&
      ['annals_index_lag_events', 'annals_index_lag_seconds', 'annals_unsigned_age_seconds', 'annals_own_events_waiting'].every(
        (name) => figures.series.get(name) === 0,
      );
    const figures = await scrapeUntil(server, caughtUp);
    assert.ok(caughtUp(figures), figures.text);
    const now = Date.now() / 1000;
    const recent = (name: string): void => assert.ok(Math.abs(now - figures.of(name)) < 300, `${name} ${figures.of(name)}`);
    recent('annals_checkpoint_timestamp_seconds');
    recent('annals_start_timestamp_seconds');
    for (const task of ['sealer', 'indexer', 'own-events', 'sessions']) {
      assert.ok(figures.of(`annals_task_runs_total{task="${task}"}`) > 0, task);
      assert.equal(figures.series.get(`annals_task_failing{task="${task}"}`), 0, task);
      recent(`annals_task_last_success_timestamp_seconds{task="${task}"}`);
    }
    assert.equal(figures.of('annals_organisations'), 2);
    assert.equal(figures.of('annals_capture_available'), 1);
    assert.equal(figures.of('annals_engine_up'), 1);
    assert.equal(figures.of('annals_queue_limit_bytes'), 64 * 1024 * 1024);
    assert.ok(figures.of('annals_disk_free_bytes') > figures.of('annals_disk_watermark_bytes'));
    assert.ok(figures.of('annals_engine_resident_memory_bytes') > 10_000_000 || process.platform !== 'linux');
    assert.ok(figures.of('process_resident_memory_bytes') > 0);
    assert.ok(figures.series.has('nodejs_eventloop_lag_p99_seconds'));
  });

  it('tells of an engine that ends: it is down, search falls behind, and catches up', async () => {
    process.kill(Number(readFileSync(join(data, 'run', 'engine.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
    const down = await scrapeUntil(
      server,
      (figures) => figures.of('annals_engine_up') === 0 || figures.of('annals_engine_starts_total') === 2,
    );
    assert.ok(down.of('annals_engine_up') === 0 || down.of('annals_engine_starts_total') === 2);
    await post(server, [login()]);
    const up = await scrapeUntil(
      server,
      (figures) =>
        figures.of('annals_engine_up') === 1 &&
        figures.of('annals_engine_starts_total') === 2 &&
        figures.of('annals_index_lag_events') === 0,
    );
    assert.deepEqual([up.of('annals_engine_up'), up.of('annals_engine_starts_total'), up.of('annals_index_lag_events')], [1, 2, 0]);
  });

  it('holds nothing of any organisation, whoever asks', async () => {
    const { json } = await call<{ organisations: { id: string; slug: string; name: string }[] }>(server, '/v1/organisations');
    const { text } = await scrape(server);
    assert.ok(json.organisations.length > 0);
    for (const { id, slug, name } of json.organisations)
      for (const word of [id, slug, name].filter((given) => given.toLowerCase() !== 'annals'))
        assert.ok(!text.toLowerCase().includes(word.toLowerCase()), word);
    assert.doesNotMatch(text, /dana|eve@|[0-9a-f]{8}-[0-9a-f]{4}-/);
  });

  it('has every figure of the list and none beside it, with a bounded number of series', async () => {
    const { series, names, text } = await scrape(server).then((figures) => ({
      ...figures,
      series: figures.series,
      names: figures.names(),
      text: figures.text,
    }));
    assert.deepEqual(names.filter((name) => name.startsWith('annals_')).toSorted(), Object.keys(allMetrics).toSorted());
    for (const name of names) assert.ok(name.startsWith('annals_') || name.startsWith('process_') || name.startsWith('nodejs_'), name);
    assert.ok(series.size < 1500, `${series.size} series`);
    for (const [name, { type, labels = [] }] of Object.entries(allMetrics)) {
      if (labels.length === 0 && type !== 'histogram') assert.ok(series.has(name), `${name} is not fed`);
      assert.match(text, new RegExp(`^# TYPE ${name} ${type}$`, 'm'));
    }
  });

  it('has every figure and every code that an alert asks for', async () => {
    const rules = readFileSync(new URL('../deploy/prometheus/annals.rules.yml', import.meta.url), 'utf8');
    const figures = await scrape(server);
    const asked = new Set(
      [...rules.matchAll(/\b((?:annals|process|nodejs)_\w+)/g)].map(([, name = '']) => name.replace(/_(bucket|sum|count)$/, '')),
    );
    assert.ok(asked.size > 15);
    for (const name of asked) assert.ok(figures.names().includes(name), `${name} is asked for and not in /metrics`);
    for (const [, code = ''] of rules.matchAll(/code=~?"([^"]+)"/g))
      for (const one of code.split('|')) assert.ok(figures.series.has(`annals_problems_total{code="${one}"}`), one);
    for (const [, task = ''] of rules.matchAll(/task=~"([^"]+)"/g))
      for (const one of task.split('|')) assert.ok(figures.series.has(`annals_task_failing{task="${one}"}`), one);
  });

  it('is what Prometheus reads, without a complaint about names and units', { skip: missing() }, async () => {
    const { text } = await scrape(server);
    const own = text
      .split('\n')
      .filter((line) => /^(# \w+ )?annals_/.test(line))
      .join('\n');
    const checked = spawnSync(promtool, ['check', 'metrics'], { input: `${own}\n`, encoding: 'utf8' });
    assert.equal(checked.stderr + checked.stdout, '');
    assert.equal(checked.status, 0);
  });
});

describe('back-pressure in /metrics', () => {
  it('shows what waits and counts what was refused', async () => {
    const data = temporaryData();
    const server = await start(data, { ANNALS_LIMIT_QUEUE_BYTES: '1KiB' });
    try {
      const { json } = await post(server, login());
      const big = login({ organisation: json.receipts[0]!.organisation, extra: { text: 'x'.repeat(700) } });
      // A journal that is held makes requests wait as a slow disk does; two groups are with its thread, the rest is queued.
      const journal = new DatabaseSync(join(data, 'journal', 'journal.db'));
      journal.exec('BEGIN IMMEDIATE');
      const answers: ReturnType<typeof post>[] = [];
      let waiting: Scrape;
      do {
        answers.push(post(server, big));
        await sleep(50);
        waiting = await scrape(server);
      } while (waiting.of('annals_queue_requests') === 0 && answers.length < 30);
      answers.push(post(server, big));
      await Promise.race([answers.at(-1), sleep(1_000)]);
      journal.exec('COMMIT');
      journal.close();
      assert.ok(waiting.of('annals_queue_bytes') > 700, String(waiting.of('annals_queue_bytes')));
      const given = await Promise.all(answers);
      const refused = given.filter(({ status }) => status !== 201);
      assert.ok(refused.length > 0 && refused.length < given.length);
      for (const { status, json } of refused) assert.deepEqual([status, json.code], [503, 'queue_full']);
      const after = await scrapeUntil(server, (figures) => figures.of('annals_queue_requests') === 0);
      assert.equal(after.of('annals_problems_total{code="queue_full"}'), refused.length);
      assert.equal(after.of('annals_queue_bytes'), 0);
      assert.ok(after.of('annals_journal_commit_seconds_sum') > 0.05, 'the wait is in the time of the commits');
    } finally {
      await server.stop();
      removeData(data);
    }
  });
});

function missing(): string | false {
  if (existsSync(promtool)) return false;
  if (process.env['CI']) throw new Error('promtool is missing in CI');
  return 'needs /usr/bin/promtool';
}
