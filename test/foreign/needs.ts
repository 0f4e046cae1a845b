import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';

/** In CI a missing program is a failure, elsewhere a skip that says which. */
export function needs(t: TestContext, what: Record<string, boolean>): boolean {
  const missing = Object.entries(what)
    .filter(([, there]) => !there)
    .map(([name]) => name);
  if (missing.length === 0) return true;
  assert.ok(!process.env['CI'], `missing in CI: ${missing.join(', ')}`);
  t.skip(`not installed: ${missing.join(', ')}`);
  return false;
}
