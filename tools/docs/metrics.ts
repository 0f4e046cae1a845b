import { allMetrics } from '../../packages/server/metrics/definitions.ts';
import { cell, generated } from './markdown.ts';

/** docs/metrics.md: the table of `metrics/definitions.ts` in words. */
export function renderMetrics(): string {
  const rows = Object.entries(allMetrics).map(
    ([name, { type, help, labels = [] }]) =>
      `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${cell(help)} |`,
  );
  return `${generated('packages/server/metrics/definitions.ts')}
# Metrics

\`GET /metrics\` answers in Prometheus' text format, without a key, like \`/healthz\` and \`/readyz\`: it holds sums over the
whole installation and nothing of any organisation. No label has a value that a caller can choose. A reverse proxy that
is open to the world should not pass it on.

| Name | Type | Labels | Meaning |
|---|---|---|---|
${rows.join('\n')}

Beside these are the usual figures of the Node process of the server, \`process_…\` and \`nodejs_…\`: memory
(\`process_resident_memory_bytes\`), processor time, open files, event-loop lag (\`nodejs_eventloop_lag_p99_seconds\`),
garbage collection. Figures that count start at 0 with the process.

Which of them should wake somebody: [operations.md](operations.md#alerts).
`;
}
