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
import type { RouteRegistrar } from './context.ts';
import { handle } from './handle.ts';

/** What the API is and which events there are; the same for everyone, so it is made once. */
export function documentRoutes(): RouteRegistrar {
  const openapi = bytesOf(openapiDocument());
  const events = bytesOf(catalogueDocument());
  return (app) => {
    handle(app, getOpenapi, ({ c }) => c.body(openapi, 200, json));
    handle(app, getCatalogue, ({ c }) => c.body(events, 200, json));
  };
}

const json = { 'content-type': 'application/json' };

/** One copy for everyone: strangers ask for it, and may be slow to read it. */
const bytesOf = (document: object): Uint8Array<ArrayBuffer> => new TextEncoder().encode(JSON.stringify(document));

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
