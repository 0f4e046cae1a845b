import type { AuditSearch } from '../audit/search.ts';
import { builtInView } from '../audit/views.ts';
import { copy } from '../copy.ts';

export interface OpenView {
  /** What the page is called. */
  name: string;
}

/** The view that is open. */
export function useView(search: AuditSearch): OpenView {
  const builtIn = builtInView(search.view);
  return { name: builtIn === null ? copy.audit.title : copy.audit.view[builtIn.id].name };
}
