import { otherVariables, variables } from '../../packages/server/base/variables.ts';
import { cell, generated } from './markdown.ts';

/** docs/configuration.md: the table of `base/variables.ts` in words. */
export function renderConfiguration(): string {
  const rows = Object.entries(variables).map(
    ([name, { fallback, says }]) => `| \`${name}\` | ${fallback === null || fallback === '' ? '' : `\`${fallback}\``} | ${cell(says)} |`,
  );
  const others = Object.entries(otherVariables).map(([name, says]) => `| \`${name}\` | ${cell(says)} |`);
  return `${generated('packages/server/base/variables.ts')}
# Configuration

Annals is configured by environment variables, read once at the start. A variable that begins with \`ANNALS_\` and is
not listed here, a value that cannot be read and a half-set group stop the start with one line that names it: a
misspelled limit must not mean no limit. An empty variable counts as unset.

Sizes are bytes, with an optional unit: \`65536\`, \`64KiB\`, \`16MiB\`, \`512MB\`.

## The server

| Variable | Default | Meaning |
|---|---|---|
${rows.join('\n')}

## Other programs

| Variable | Meaning |
|---|---|
${others.join('\n')}

## Exit codes

| Code | Meaning |
|---|---|
| 0 | Done; for the server: asked to stop, and stopped. |
| 1 | Failed: the reason is the last line on stderr. |
| 2 | Called wrongly: an argument or a variable. |
| 3 | Another process holds the data directory, or the server cannot be reached. |

## Output

The server writes its log to stderr. On stdout it writes where it is, once it can be used; with \`ANNALS_LOG=json\` that is the one line
\`{"event":"ready","url":"http://127.0.0.1:8484","setup_url":null}\`, where \`setup_url\` is the one-time link as long as Annals has not been set up.
`;
}
