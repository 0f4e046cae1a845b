import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';
import fc from 'fast-check';
import {
  cellText,
  exportColumns,
  lineFormats,
  pageColumns,
  unguardCell,
  type LineFormatName,
  type RecordedEvent,
} from '../../packages/events/index.ts';
import { anyRecorded, hostileTexts } from '../../packages/events/formats/testing.ts';
import { needs } from './needs.ts';

/** LibreOffice and Python's csv open what Annals exports. */

const python = '/usr/bin/python3';
const calc = '/usr/bin/soffice';
const hasCalc = existsSync('/usr/lib/libreoffice/program/libscfiltlo.so') && existsSync(calc);
const dir = mkdtempSync(join(tmpdir(), 'annals-csv-'));
test.after(() => rmSync(dir, { recursive: true, force: true }));

const columns = exportColumns.map(({ name }) => name);
/** The page's columns, and texts that stand in a cell alone. */
const spreadColumns = [
  ...pageColumns.map(({ name }) => name),
  'actor.id',
  'error_message',
  'metadata.action.condition',
  'sentence',
  'extra',
];
/** What would begin a formula, alone and after what might end a cell. */
const formulas = ['=1+1', '+1+1', '-1+1', '@SUM(1)', '=HYPERLINK("http://x","y")'].flatMap((formula) =>
  ['', ' ', "'", '"', '\u00a0', '\ufeff'].flatMap((before) => [
    before + formula,
    ...[';', '\t', '\n', '\r\n', ',', '","', '";"'].flatMap((separator) => [
      `a${separator}${before}${formula}`,
      `a${separator}${before}${formula}${separator}b`,
      `a"${separator}${before}${formula}`,
    ]),
  ]),
);

function hostileEvents(): RecordedEvent[] {
  const events = fc.sample(anyRecorded, 500);
  return [...hostileTexts, ...formulas].map((text, at): RecordedEvent => {
    const { targets: _, ...event } = events[at % events.length]!;
    return {
      ...event,
      actor: { ...event.actor, type: 'user', id: text, name: text, email: text },
      agent_pool: text,
      error_message: text,
      metadata: { ...event.metadata, action: { condition: text, expressions: [text, text] } },
      extra: { ...event.extra, [text]: text },
    };
  });
}

function fileOf(format: LineFormatName, events: readonly RecordedEvent[], options = {}): string {
  const writer = lineFormats[format].writer(options);
  let text = writer.header;
  for (const event of events) text += writer.line(event, 'bGVhZg==');
  const file = join(dir, `${format}.csv`);
  writeFileSync(file, text);
  return file;
}

/** The formulas LibreOffice makes of a file, split at the character of this code. */
async function formulasIn(file: string, separator: number): Promise<string[]> {
  const filter = `--infilter=Text - txt - csv (StarCalc):${separator},34,76,1`;
  const profile = `-env:UserInstallation=file://${join(dir, 'profile')}`;
  await promisify(execFile)(calc, [profile, '--headless', filter, '--convert-to', 'fods', '--outdir', dir, file]);
  const sheet = readFileSync(file.replace(/csv$/, 'fods'), 'utf8');
  assert.match(sheet, /<table:table-row/);
  return sheet.match(/table:formula="[^"]*"/g) ?? [];
}

for (const format of ['csv', 'csv-excel'] as const) {
  test(`LibreOffice makes no formula of a hostile cell of ${format}, whatever it splits at`, async (t) => {
    if (!needs(t, { 'libreoffice-calc-nogui': hasCalc })) return;
    const file = fileOf(format, hostileEvents(), { columns: spreadColumns });
    for (const separator of [44, 59, 9]) assert.deepEqual(await formulasIn(file, separator), [], `separator ${separator}`);
  });
}

test('LibreOffice does make formulas of the raw profile, so that the test above could fail', async (t) => {
  if (!needs(t, { 'libreoffice-calc-nogui': hasCalc })) return;
  const file = fileOf('csv-raw', hostileEvents());
  assert.ok((await formulasIn(file, 44)).length >= 5);
  assert.ok((await formulasIn(file, 59)).length >= 5);
});

/** Rows as Python's csv module reads them, checked strictly; fields in base64, so that no byte of them is bent on the way. */
function pythonRows(file: string): string[][] {
  const script = `import csv, sys, base64
csv.field_size_limit(1 << 30)
for row in csv.reader(open(sys.argv[1], newline='', encoding='utf-8'), strict=True):
  print(' '.join('.' + base64.b64encode(cell.encode()).decode() for cell in row))`;
  const { stdout, stderr, status } = spawnSync(python, ['-c', script, file], { encoding: 'utf8', maxBuffer: 1 << 30 });
  assert.equal(status, 0, stderr);
  return stdout
    .trimEnd()
    .split('\n')
    .map((row) => row.split(' ').map((cell) => Buffer.from(cell.slice(1), 'base64').toString()));
}

test("Python's csv reads every value of the raw profile byte for byte, and of the safe one after the guard is taken off", (t) => {
  if (!needs(t, { python3: existsSync(python) })) return;
  const events = [...hostileEvents(), ...fc.sample(anyRecorded, 1_000)];
  const expected = [columns, ...events.map((event) => exportColumns.map((column) => cellText(column.value(event, 'bGVhZg=='))))];
  assert.deepEqual(pythonRows(fileOf('csv-raw', events, { columns })), expected);
  assert.deepEqual(
    pythonRows(fileOf('csv', events, { columns })).map((row) => row.map(unguardCell)),
    expected,
  );
});

test('a program written from docs/formats.md takes the guard off', (t) => {
  if (!needs(t, { python3: existsSync(python) })) return;
  const events = [...hostileEvents(), ...fc.sample(anyRecorded, 1_000)];
  const file = fileOf('csv', events, { columns });
  const program = new URL('unguard.py', import.meta.url).pathname;
  const { status, stderr } = spawnSync(python, ['-B', program, file, `${file}.raw`], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  assert.ok(readFileSync(`${file}.raw`).equals(readFileSync(fileOf('csv-raw', events, { columns }))));
});

test("what Python's csv writes again is the raw file", (t) => {
  if (!needs(t, { python3: existsSync(python) })) return;
  const file = fileOf('csv-raw', hostileEvents(), { columns });
  const script = `import csv, sys
rows = list(csv.reader(open(sys.argv[1], newline='', encoding='utf-8'), strict=True))
csv.writer(open(sys.argv[1] + '.again', 'w', newline='', encoding='utf-8'), quoting=csv.QUOTE_ALL).writerows(rows)`;
  const { status, stderr } = spawnSync(python, ['-c', script, file], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  assert.ok(readFileSync(`${file}.again`).equals(readFileSync(file)));
});
