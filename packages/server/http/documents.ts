import { createHash } from 'node:crypto';
import {
  catalogue,
  codeOf,
  getCatalogue,
  getOpenapi,
  labelOf,
  metadataFields,
  metadataGroupOrder,
  metadataTitles,
  openapiDocument,
  outcomes,
} from '@annals/events';
import { hasTag } from './byte-range.ts';
import type { AppContext, RouteRegistrar } from './context.ts';
import { handle } from './handle.ts';

/** What the API is and which events there are; the same for everyone, so it is made once. */
export function documentRoutes(): RouteRegistrar {
  const openapi = answerOf(openapiDocument());
  const events = answerOf(catalogueDocument());
  return (app) => {
    handle(app, getOpenapi, ({ c }) => openapi(c));
    handle(app, getCatalogue, ({ c }) => events(c));
  };
}

/** One copy for everyone: strangers ask for it, and may be slow to read it. Whoever has it is told that he does. */
function answerOf(document: object): (c: AppContext) => Response {
  const bytes = new TextEncoder().encode(JSON.stringify(document));
  const tag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  // Weak: the same document goes compressed and not.
  const headers = { etag: `W/${tag}`, 'cache-control': 'no-cache', vary: 'Accept-Encoding' };
  return (c) =>
    hasTag(c.req.header('if-none-match'), tag)
      ? c.body(null, 304, headers)
      : c.body(bytes, 200, { ...headers, 'content-type': 'application/json' });
}

function catalogueDocument(): Record<string, unknown> {
  return {
    events: catalogue.map((entry) => ({
      id: entry.id,
      title: entry.title,
      category: entry.category,
      subject: entry.subject,
      sentence: entry.sentence,
      actors: entry.actors,
      outcomes: outcomes.map((outcome) => ({ outcome, code: codeOf(entry, outcome), label: labelOf(entry, outcome) })),
      names: entry.names,
      aliases: entry.aliases,
      metadata: entry.metadata,
      stages: entry.stages ?? [],
      reserved: entry.reserved,
      notable: entry.notable ?? false,
      since: entry.since,
      reading: entry.reading ?? null,
    })),
    metadata: metadataGroupOrder.map((group) => ({
      group,
      title: metadataTitles[group],
      fields: metadataFields[group].map((field) => ({
        name: field.name,
        type: field.type,
        title: field.title,
        description: field.description,
        page: field.page ?? null,
        aliases: field.aliases ?? [],
        personal: field.personal ?? false,
      })),
    })),
  };
}
