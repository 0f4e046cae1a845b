import { findEvent, visible } from '@annals/events';
import type { FacetField } from '../../api/facets.ts';
import { facetCopy } from '../../copy-facets.ts';

/** A value as people read it: the title of an event, else the value itself, with what is invisible written out. */
export function valueTitle(field: FacetField, value: string): string {
  if (value === '') return facetCopy.none;
  return field === 'event' ? (findEvent(value)?.title ?? visible(value)) : visible(value);
}
