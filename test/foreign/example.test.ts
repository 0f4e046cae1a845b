import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { workedExample } from './example.ts';

test('the worked example of docs/files.md is what the code makes', () => {
  const page = readFileSync(new URL('../../docs/files.md', import.meta.url), 'utf8');
  assert.equal(page.split('```text\n')[1]?.split('\n```')[0], workedExample().trimEnd(), 'docs/files.md: put this block in its place');
});
