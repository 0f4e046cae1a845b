import { type CatalogueEntry, catalogue, categories, type Category, codeOf, labelOf, metadataFields } from '@annals/events';
import { matches } from '../ui/match-words.ts';

/** All that an entry is found by. */
function wordsOf(entry: CatalogueEntry): string {
  return [
    entry.title,
    entry.id,
    entry.subject,
    codeOf(entry, entry.defaultOutcome),
    labelOf(entry, entry.defaultOutcome),
    ...entry.names.map(({ name }) => name),
    ...entry.actors,
    ...entry.metadata.flatMap((group) => [group, ...metadataFields[group].map(({ name }) => name)]),
  ].join(' ');
}

const words = new Map(catalogue.map((entry) => [entry.id, wordsOf(entry)]));

/** The entries that meet what was typed, by category in the catalogue's order; categories without any are left out. */
export function findEntries(typed: string): { category: Category; entries: readonly CatalogueEntry[] }[] {
  const found = catalogue.filter(({ id }) => matches(words.get(id) ?? '', typed));
  return categories
    .map((category) => ({ category, entries: found.filter((entry) => entry.category === category) }))
    .filter(({ entries }) => entries.length > 0);
}
