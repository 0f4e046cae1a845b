import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Script } from 'node:vm';
import { exitCodes } from '../packages/server/base/exit.ts';
import { otherVariables, variables } from '../packages/server/base/variables.ts';
import { root } from './floors.ts';

/** What is in deploy/ is read by programs that are not ours: theirs say whether it is right. */

const promtool = '/usr/bin/promtool';
const systemdAnalyze = '/usr/bin/systemd-analyze';
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const knownVariables = [...Object.keys(variables), ...Object.keys(otherVariables)];

function without(program: string): string | false {
  if (existsSync(program)) return false;
  if (process.env['CI']) throw new Error(`${program} is missing in CI`);
  return `needs ${program}`;
}

function run(program: string, args: string[], cwd = root): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  assert.equal(status, 0, `${program} ${args.join(' ')}\n${stdout}${stderr}`);
  return stdout + stderr;
}

/** The values of a directive in a unit, in order. */
const directives = (unit: string, name: string): string[] =>
  [...unit.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value = '']) => value);

describe('deploy/prometheus', () => {
  const directory = join(root, 'deploy/prometheus');

  it('has rules that Prometheus takes', { skip: without(promtool) }, () => {
    assert.match(run(promtool, ['check', 'rules', 'annals.rules.yml'], directory), /SUCCESS/);
  });

  it('has an alert for each fault, and none for a server that works', { skip: without(promtool) }, () => {
    assert.match(run(promtool, ['test', 'rules', 'annals.rules.test.yml'], directory), /SUCCESS/);
  });

  it('has no alert without a test and none that docs/operations.md does not tell', () => {
    const alerts = [...read('deploy/prometheus/annals.rules.yml').matchAll(/- alert: (\w+)/g)].map(([, name = '']) => name);
    assert.ok(alerts.length > 15);
    const tests = read('deploy/prometheus/annals.rules.test.yml');
    const page = read('docs/operations.md');
    for (const name of alerts) {
      assert.ok(tests.includes(`alertname="${name}"`), `${name} is not tested`);
      assert.ok(page.includes(`\`${name}\``), `${name} is not in docs/operations.md`);
    }
  });
});

describe('deploy/systemd', () => {
  const unit = read('deploy/systemd/annals.service');

  it('is a unit that systemd takes, as if this tree were /opt/annals', { skip: without(systemdAnalyze) }, () => {
    const directory = mkdtempSync(join(tmpdir(), 'annals-unit-'));
    try {
      const here = unit.replaceAll('/opt/annals/node_modules/node/bin/node', process.execPath).replaceAll('/opt/annals', root);
      writeFileSync(join(directory, 'annals.service'), here);
      const said = run(systemdAnalyze, ['verify', '--man=no', join(directory, 'annals.service')]);
      assert.doesNotMatch(said, /annals\.service/, said);
      run(systemdAnalyze, ['security', '--offline=true', '--no-pager', '--threshold=20', join(directory, 'annals.service')]);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  it('does not start again what starting again cannot help, and lets the server stop its engine', () => {
    assert.deepEqual(directives(unit, 'Restart'), ['on-failure']);
    assert.deepEqual(directives(unit, 'RestartPreventExitStatus'), [`${exitCodes.usage} ${exitCodes.unavailable}`]);
    assert.deepEqual(directives(unit, 'KillMode'), ['mixed']);
    assert.deepEqual(directives(unit, 'OOMPolicy'), ['continue']);
  });

  it('names a program and variables that exist', () => {
    const [start = ''] = directives(unit, 'ExecStart');
    assert.ok(existsSync(join(root, start.split(' ')[1] ?? '-')), start);
    for (const [, name = ''] of unit.matchAll(/\b(ANNALS_[A-Z_]+)=/g)) assert.ok(knownVariables.includes(name), name);
  });
});

describe('deploy/docker', () => {
  const dockerfile = read('deploy/docker/Dockerfile');
  const instructions = dockerfile
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const of = (name: string): string[] =>
    instructions.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
  const kept = read('.dockerignore')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1));

  it('copies only what is there and what .dockerignore lets through', () => {
    const sources = of('COPY')
      .filter((text) => !text.startsWith('--from='))
      .flatMap((text) => text.split(' ').slice(0, -1));
    assert.ok(sources.length > 10);
    for (const source of sources) {
      assert.ok(existsSync(join(root, source)), source);
      assert.ok(
        kept.some((name) => source === name || source.startsWith(`${name}/`)),
        `${source} is ignored`,
      );
    }
  });

  it('knows every package, for npm ci wants all that the lock names', () => {
    const copied = of('COPY').join('\n');
    const packages = readdirSync(join(root, 'packages')).filter((name) => existsSync(join(root, 'packages', name, 'package.json')));
    for (const name of packages) assert.equal(copied.split(`packages/${name}/package.json`).length - 1, 2, name);
  });

  it('runs the Node that the lock names, on glibc, as a user that is not root', () => {
    const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: Record<string, string> };
    assert.deepEqual(of('ARG'), [`NODE=${devDependencies['node']}`]);
    for (const base of of('FROM')) assert.match(base, /^node:\$\{NODE\}-bookworm-slim( AS \w+)?$/);
    assert.deepEqual(of('USER'), ['node']);
    assert.equal(
      instructions.findIndex((line) => line.startsWith('USER')) < instructions.findIndex((line) => line.startsWith('ENTRYPOINT')),
      true,
    );
  });

  it('starts a file that exists, asks the health that exists, and sets variables that exist', () => {
    const [, main = ''] = JSON.parse(of('ENTRYPOINT')[0] ?? '[]') as string[];
    assert.ok(existsSync(join(root, main)), main);
    const [, , code = ''] = JSON.parse((of('HEALTHCHECK')[0] ?? '').replace(/^.*CMD /, '')) as string[];
    assert.ok(new Script(code));
    assert.match(code, /127\.0\.0\.1:8484\/healthz/);
    for (const [, name = ''] of of('ENV')
      .join(' ')
      .matchAll(/\b(ANNALS_[A-Z_]+)=/g))
      assert.ok(knownVariables.includes(name), name);
  });
});
