import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Bench, RowContext, type Row } from './context.ts';
import { endOnSignals } from './end-on-signals.ts';
import { describeMachine } from './measure/machine.ts';
import { readOptions, usage, UsageError, type Options } from './options.ts';
import { findPrograms, settings as postgresSettings, versionOf } from './postgres/cluster.ts';
import { markdownOf } from './report/markdown.ts';
import type { Results } from './report/results.ts';
import { archive } from './rows/archive.ts';
import { fairness } from './rows/fairness.ts';
import { fill } from './rows/fill.ts';
import { growth } from './rows/growth.ts';
import { ingest } from './rows/ingest.ts';
import { many } from './rows/many.ts';
import { searchable } from './rows/searchable.ts';
import { beside, singles } from './rows/singles.ts';
import { start } from './rows/start.ts';
import { sweep } from './rows/sweep.ts';
import { sustained } from './rows/sustained.ts';
import { settings as sqliteSettings } from './sqlite/table.ts';

/**
 * `npm run bench`: what Annals does on this machine, in one run beside what its users would take instead: a table in
 * PostgreSQL and a table in SQLite, given the same events and asked the same questions. Progress goes to stderr, raw
 * figures to results.json, the table to RESULTS.md and stdout. Leaves no process and no data behind, however it ends.
 */
const rows: readonly Row[] = [start, ingest, sustained, singles, beside, searchable, fairness, many, archive, sweep, fill, growth];

try {
  await main(
    readOptions(
      process.argv.slice(2),
      rows.map(({ name }) => name),
      import.meta.dirname,
    ),
  );
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`bench: ${error.message}\n\n${usage.replace('ROWS', rows.map(({ name }) => name).join(', '))}`);
  process.exitCode = 2;
}

async function main(options: Options): Promise<void> {
  if (options.render) return writeFileSync(options.markdown, markdownOf(readResults(options.json)));
  const machine = describeMachine();
  if (machine.loadBefore > 0.5)
    process.stderr.write(`The machine is not quiet (load average ${machine.loadBefore}): figures of time will be wrong.\n`);
  const command = ['npm run bench --', ...process.argv.slice(2)].join(' ');
  const earlier = options.add && existsSync(options.json) ? readResults(options.json).rows : [];
  const bench = new Bench(options);
  endOnSignals(bench);
  const results: Results = {
    version: 1,
    date: new Date().toISOString(),
    command,
    machine,
    dataSet: bench.facts,
    options: measured(options),
    peers: peersOf(options),
    rows: earlier,
  };
  for (const row of rows.filter(({ name }) => options.only?.includes(name) ?? (name !== growth.name || options.directories.length > 0))) {
    process.stderr.write(`${row.name}: ${row.says}\n`);
    const context = new RowContext(bench, options);
    const startedMs = performance.now();
    try {
      await row.run(context);
    } catch (error) {
      process.stderr.write(bench.logs());
      throw error;
    }
    const measured = {
      name: row.name,
      says: row.says,
      notes: context.notes,
      figures: context.figures,
      tookSeconds: (performance.now() - startedMs) / 1000,
      date: new Date().toISOString(),
      command,
    };
    results.rows = rows.flatMap(({ name }) => (name === row.name ? measured : results.rows.filter((known) => known.name === name)));
    // After each row: a run that is cut short keeps what it measured.
    write(results, options);
  }
  process.stdout.write(`${markdownOf(results)}\n`);
  const postgres = results.peers.postgres;
  if (postgres && 'absent' in postgres) {
    process.stderr.write(`bench: PostgreSQL was not measured: ${postgres.absent}\n`);
    if (options.requirePeers) process.exitCode = 1;
  }
}

/** What decides the figures; where they are written is this machine's business. */
function measured({ json: _json, markdown: _markdown, directories: _directories, ...options }: Options): Results['options'] {
  return options;
}

function peersOf(options: Options): Results['peers'] {
  if (options.skipPeers) return {};
  const programs = findPrograms();
  const version = process.versions['sqlite'] ?? 'unknown';
  return {
    postgres:
      programs === null
        ? { absent: 'not installed; Debian’s package is postgresql-15' }
        : {
            version: versionOf(programs),
            settings: Object.entries(postgresSettings)
              .map(([name, value]) => `${name}=${value}`)
              .join(', '),
            note: 'One table with three b-trees and a trigram index; batches by INSERT … SELECT FROM unnest(…) ON CONFLICT DO NOTHING, prepared, by the driver alone: no HTTP, no JSON to parse, no validation, no proof, which flatters it.',
          },
    sqlite: {
      version: `SQLite ${version} in node:sqlite`,
      settings: sqliteSettings,
      note: 'One table with three b-trees and an FTS5 index without a copy of its text; a transaction a batch, inside the load process, which flatters it in the same way.',
    },
  };
}

function readResults(path: string): Results {
  return JSON.parse(readFileSync(path, 'utf8')) as Results;
}

function write(results: Results, options: Options): void {
  mkdirSync(dirname(options.json), { recursive: true });
  writeFileSync(options.json, `${JSON.stringify(results, null, 1)}\n`);
  writeFileSync(options.markdown, markdownOf(results));
}
