/**
 * Writes the documents that are made from code; with `--check` it changes nothing, names those that differ and ends
 * with 1. A generated document says so in its head and is never edited by hand.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openapiDocument, renderCatalogueMarkdown, renderErrorsMarkdown } from '../packages/events/index.ts';
import { renderConfiguration } from './docs/configuration.ts';
import { renderFormats } from './docs/formats.ts';
import { renderMetrics } from './docs/metrics.ts';

const root = join(import.meta.dirname, '..');

const documents: Record<string, () => string> = {
  'docs/configuration.md': renderConfiguration,
  'docs/catalogue.md': renderCatalogueMarkdown,
  'docs/errors.md': renderErrorsMarkdown,
  'docs/formats.md': renderFormats,
  'docs/metrics.md': renderMetrics,
  'openapi.json': () => `${JSON.stringify(openapiDocument(), null, 2)}\n`,
};

const check = process.argv.includes('--check');
for (const [path, render] of Object.entries(documents)) {
  const file = join(root, path);
  const text = render();
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
  if (check) {
    console.error(`${path} is not what the code says: run npm run docs`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, text);
    console.log(`wrote ${path}`);
  }
}
