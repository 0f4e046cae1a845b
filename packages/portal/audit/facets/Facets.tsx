import { facetFields } from '@annals/events';
import { useState } from 'react';
import type { FacetField } from '../../api/facets.ts';
import { facetCopy } from '../../copy-facets.ts';
import { recall, remember } from '../../shell/memory.ts';
import type { FacetsProps } from './facet-props.ts';
import { Facet } from './Facet.tsx';

const opened = 'annals.facets.open';
const firstOpen = 'outcome category event actor';

const shown = Object.keys(facetCopy.names).flatMap((name) => facetFields.filter((field) => field === name));

/** Every facet; those that are open are counted. Which are open is remembered. */
export function Facets({ search, organisation, ask }: FacetsProps) {
  const [open, setOpen] = useState(() => (recall(opened) ?? firstOpen).split(' '));
  const toggle = (field: FacetField): void => {
    const next = open.includes(field) ? open.filter((one) => one !== field) : [...open, field];
    setOpen(next);
    remember(opened, next.join(' '));
  };
  return (
    <div className="facets">
      {shown.map((field) => (
        <Facet
          key={field}
          field={field}
          title={facetCopy.names[field] ?? field}
          search={search}
          organisation={organisation}
          ask={ask}
          isOpen={open.includes(field)}
          onToggle={() => toggle(field)}
        />
      ))}
    </div>
  );
}
