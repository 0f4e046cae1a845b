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
  const openapi = openapiDocument();
  const events = catalogueDocument();
  return (app) => {
    handle(app, getOpenapi, ({ answer }) => answer(200, openapi));
    handle(app, getCatalogue, ({ answer }) => answer(200, events));
  };
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
