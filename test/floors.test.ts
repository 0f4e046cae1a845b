import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { importsOf, isTest, objection, root, sourceFiles } from './floors.ts';

const files = sourceFiles();
const sources = files.filter((path) => !isTest(path));
const imports = sources.flatMap(importsOf);

test('imports go down only', () => {
  const wrong = imports.flatMap((one) => {
    const why = objection(one);
    return why === null ? [] : [`${one.from}:${one.line} imports ${one.to}: ${why}`];
  });
  assert.deepEqual(wrong, []);
});

test('no file imports itself around a circle', () => {
  const next = Map.groupBy(imports, (one) => one.from);
  const state = new Map<string, 'open' | 'done'>();
  const circles: string[] = [];
  const visit = (path: string, trail: string[]): void => {
    if (state.get(path) === 'done') return;
    if (state.get(path) === 'open') {
      circles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
      return;
    }
    state.set(path, 'open');
    for (const one of next.get(path) ?? []) visit(one.to, [...trail, path]);
    state.set(path, 'done');
  };
  for (const path of sources) visit(path, []);
  assert.deepEqual(circles, []);
});

test('a source file holds one thing: at most 300 lines', () => {
  const long = sources
    .map((path) => ({ path, lines: readFileSync(join(root, path), 'utf8').split('\n').length - 1 }))
    .filter(({ lines }) => lines > 300);
  assert.deepEqual(long, []);
});

test('every TypeScript import names its file, and every named file is there', () => {
  const known = new Set(files);
  const missing = imports.filter((one) => !known.has(one.to) && /\.tsx?$/.test(one.to));
  assert.deepEqual(missing, []);
});

test('the environment is read in one place', () => {
  const readers = sources.filter(
    (path) => path.startsWith('packages/server/') && /process\.env\b/.test(readFileSync(join(root, path), 'utf8')),
  );
  // main.ts hands it to readConfig; the engine's child process is given PATH and nothing else of it.
  const allowed = ['packages/server/main.ts', 'packages/server/index/engine.ts'];
  assert.deepEqual(
    readers.filter((path) => !allowed.includes(path)),
    [],
  );
});
