import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { findEvent } from '../catalogue/catalogue.ts';
import { renderErrorsMarkdown } from './errors-page.ts';
import { allProblems, openapiDocument } from './openapi.ts';
import { problems } from './problems.ts';
import { routes } from './routes.ts';

const root = new URL('../../../', import.meta.url).pathname;

test('openapi.json in the repository is what the contract says', async () => {
  const kept = await readFile(join(root, 'openapi.json'), 'utf8');
  assert.equal(kept, `${JSON.stringify(openapiDocument(), null, 2)}\n`, 'openapi.json is stale: print it anew and read the difference');
});

test('docs/errors.md is what the table says', async () => {
  assert.equal(await readFile(join(root, 'docs/errors.md'), 'utf8'), renderErrorsMarkdown());
});

test('every reference in openapi.json leads somewhere, and shared shapes have names', () => {
  const document = openapiDocument();
  const { schemas } = document['components'] as { schemas: Record<string, unknown> };
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference ?? '');
  for (const reference of references) assert.ok(reference.replace('#/components/schemas/', '') in schemas, reference);
  for (const name of ['Problem', 'Organisation', 'User', 'Member', 'Key', 'Receipts']) assert.ok(name in schemas, name);
});

test('ids and paths are unique; every change is recorded under an event of the catalogue, and so is every look at events', () => {
  assert.equal(new Set(routes.map(({ id }) => id)).size, routes.length);
  assert.equal(new Set(routes.map(({ method, path }) => `${method} ${path}`)).size, routes.length);
  for (const route of routes) {
    const { id, method, path, audit } = route;
    if ('none' in audit) {
      assert.ok(audit.none.length > 10, `${id} says why it records nothing`);
      assert.ok(method === 'get' || id === 'recordEvents', `${id} changes something and records nothing`);
      assert.ok(!(method === 'get' && path.startsWith('/v1/events')), `${id} shows events and records nothing`);
    } else for (const event of [audit.event, ...(audit.also ?? [])]) assert.ok(findEvent(event), `${id}: ${event} is not in the catalogue`);
    for (const code of allProblems(route)) assert.ok(code in problems, `${id}: ${code}`);
  }
});

test('every path has exactly the parameters it names', () => {
  for (const { id, path, params } of routes) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    assert.deepEqual(Object.keys(params?.shape ?? {}), named, id);
  }
});

test('every problem of the table is raised somewhere, and every problem raised is in the table', async () => {
  const sources: string[] = [];
  for (const folder of ['packages/server', 'packages/events']) {
    for (const name of await readdir(join(root, folder), { recursive: true })) {
      if (!name.endsWith('.ts') || /\.test\.ts$|node_modules|(^|\/)contract\//.test(name)) continue;
      sources.push(await readFile(join(root, folder, name), 'utf8'));
    }
  }
  const text = sources.join('\n');
  for (const code of Object.keys(problems)) assert.ok(text.includes(`'${code}'`), `${code} is in the table and never raised`);
  const raised = [...text.matchAll(/new Problem\(\s*'([a-z_]+)'/g)].map(([, code]) => code ?? '');
  assert.ok(raised.length > 40);
  for (const code of raised) assert.ok(code in problems, `${code} is raised and not in the table`);
});
