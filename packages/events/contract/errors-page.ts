import { problems } from './problems.ts';
import type { ProblemKind } from './problems.ts';

/** docs/errors.md, whole: every problem of the table, by status. Made, never edited by hand. */
export function renderErrorsMarkdown(): string {
  const entries = (Object.entries(problems) as [string, ProblemKind][]).sort(
    ([a, left], [b, right]) => left.status - right.status || (a < b ? -1 : 1),
  );
  const sections = entries.map(([code, kind]) => {
    const retry = kind.retry ? '\n\nThe same request may succeed later; the answer carries `Retry-After`.' : '';
    return `## \`${code}\`\n\n${kind.status} · ${kind.title}\n\n${kind.meaning}${retry}\n`;
  });
  return `${head}\n${sections.join('\n')}`;
}

const head = `# Errors

Every answer that is not a success is \`application/problem+json\` (RFC 9457):

\`\`\`json
{"type":"urn:annals:error:query_invalid","title":"The query cannot be read","status":400,"code":"query_invalid","detail":"…","request_id":"…","position":{"offset":6,"length":3},"expected":["…"]}
\`\`\`

Switch on \`code\`: it keeps its meaning and its status. \`detail\` is for people and may change. \`request_id\` is also the header \`x-request-id\` and stands in the server's log.
\`errors\` names fields by JSON pointer. Inside a receipt, \`problem\` has \`code\`, \`detail\` and \`errors\` of this same table.
`;
