import { useQuery } from '@tanstack/react-query';
import type { SavedView } from '../api/shapes.ts';
import { viewsQuery } from '../api/views.ts';
import type { AuditSearch } from '../audit/search.ts';
import { builtInView, isSavedView } from '../audit/views.ts';
import { visible } from '@annals/events';
import { copy } from '../copy.ts';

export interface OpenView {
  /** What the page is called. */
  name: string;
  /** The view that somebody saved; null for all events and for built-in ones. */
  saved: SavedView | null;
}

/** The view that is open. */
export function useView(search: AuditSearch, organisation: string): OpenView {
  const isSaved = isSavedView(search.view);
  const { data } = useQuery({ ...viewsQuery(organisation), enabled: isSaved });
  const saved = isSaved ? (data?.find(({ id }) => id === search.view) ?? null) : null;
  if (saved !== null) return { name: visible(saved.name), saved };
  const builtIn = builtInView(search.view);
  return { name: builtIn === null ? copy.audit.title : copy.audit.view[builtIn.id].name, saved: null };
}
