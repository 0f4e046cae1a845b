import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { problems } from '@annals/events';
import { runProgram } from '../packages/cli/program.ts';
import { variables } from '../packages/server/base/variables.ts';
import { allMetrics } from '../packages/server/metrics/definitions.ts';
import { root } from './floors.ts';

/** What people are told to do at three in the morning must be there: commands, variables, figures, codes, pages. */

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const manual = read('docs/operations.md');
const advice = [
  'docs/operations.md',
  'packages/server/health/reasons.ts',
  'packages/portal/copy-health.ts',
  'deploy/prometheus/annals.rules.yml',
  'deploy/systemd/annals.service',
].map((path) => ({ path, text: read(path) }));

async function help(...command: string[]): Promise<string> {
  const lines: string[] = [];
  const stdin = (async function* () {})();
  const say = (line: string): void => void lines.push(line);
  await runProgram([...command, '--help'], { env: {}, stdin, out: say, err: say, write: async () => {}, onInterrupt: () => () => {} });
  return lines.join('\n');
}

const lists = (page: string, name: string): boolean => new RegExp(`^  ${name}( |$)`, 'm').test(page);

test('every command that the manual, a reason, the portal or an alert names exists', async () => {
  const commands = await help();
  let checked = 0;
  for (const { path, text } of advice) {
    for (const [, name = '', next = ''] of text.matchAll(/(?:`|^)annals ([a-z]+)(?: ([a-z]+))?/gm)) {
      assert.ok(lists(commands, name), `${path}: annals ${name}`);
      const nested = await help(name);
      if (nested.includes('\nCommands:')) assert.ok(lists(nested, next), `${path}: annals ${name} ${next}`);
      checked++;
    }
  }
  assert.ok(checked >= 10, String(checked));
});

test('every figure, variable and code in the manual exists', () => {
  const figures = [...manual.matchAll(/`(annals_[a-z_]+)/g)].map(([, name = '']) => name);
  assert.ok(figures.length > 15);
  for (const name of figures) assert.ok(name in allMetrics, name);
  for (const [, name = ''] of manual.matchAll(/\b(ANNALS_[A-Z_]*[A-Z])\b/g)) assert.ok(name in variables || name === 'ANNALS_KEY', name);
  for (const [, code = ''] of manual.matchAll(/(?:50[37] |code=")`?([a-z]+_[a-z_]+)/g)) assert.ok(code in problems, code);
});

test('every link of the manual leads somewhere', () => {
  const links = [...manual.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link);
  assert.ok(links.length > 10);
  const headings = [...manual.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^a-z0-9 -]/g, '')
      .replaceAll(' ', '-'),
  );
  for (const link of links) {
    const [file = '', anchor] = link.split('#');
    if (file === '') assert.ok(headings.includes(anchor ?? ''), link);
    else assert.ok(existsSync(join(root, dirname('docs/operations.md'), file)), link);
  }
});
