import type { FacetField } from '../../api/facets.ts';
import type { AuditSearch } from '../search.ts';

/** What the facets of a page need. */
export interface FacetsProps {
  search: AuditSearch;
  organisation: string;
  ask: (changes: Partial<AuditSearch>) => void;
}

export interface FacetProps extends FacetsProps {
  field: FacetField;
  title: string;
}
