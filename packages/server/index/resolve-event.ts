import { resolveEventName } from '@annals/events';
import type { ResolveEvent } from './condition.ts';

/** `event:` by the catalogue. A label with an action's type (`COUNTER create success`) is left to the stored labels. */
export const resolveCatalogueEvent: ResolveEvent = (text) => {
  const meaning = resolveEventName(text);
  if (meaning === null || meaning.actionType !== null) return [];
  return [{ event: meaning.entry.id, ...(meaning.outcome === null ? {} : { outcome: meaning.outcome }) }];
};
