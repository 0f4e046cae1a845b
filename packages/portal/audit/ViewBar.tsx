import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useRef, useState } from 'react';
import { copy } from '../copy.ts';
import { paths } from '../paths.ts';
import { Icon } from '../ui/Icon.tsx';
import type { OpenView } from '../views/use-view.ts';
import { defaultAuditSearch, type AuditSearch } from './search.ts';
import { questionViewIds } from './views.ts';

const ViewMenu = lazy(async () => ({ default: (await import('../views/ViewMenu.tsx')).ViewMenu }));

/** The questions people come with, as links that can be kept, and every other view behind them; the zone and the organisation stay. */
export function ViewBar({ search, organisation, view }: { search: AuditSearch; organisation: string; view: OpenView }) {
  const trigger = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [wasOpened, setWasOpened] = useState(false);
  const base: AuditSearch = { ...defaultAuditSearch, organisation: search.organisation, zone: search.zone, size: search.size };
  const id = search.view;
  const isListed = id === undefined || questionViewIds.some((one) => one === id);
  const link = (to: string | undefined, name: string, title?: string) => (
    <Link
      key={to ?? 'all'}
      to={paths.auditEvents}
      search={to === undefined ? base : { ...base, view: to }}
      aria-current={id === to ? 'page' : undefined}
      activeProps={{}}
      className="view-link"
      title={title}
    >
      {name}
    </Link>
  );
  return (
    <nav className="views" aria-label={copy.audit.views}>
      <div className="view-links">
        {link(undefined, copy.audit.allEvents)}
        {questionViewIds.map((one) => link(one, copy.audit.view[one].name, copy.audit.view[one].question))}
        {isListed ? null : link(id, view.name)}
      </div>
      <button
        ref={trigger}
        type="button"
        className="view-link view-more"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => {
          setWasOpened(true);
          setOpen(!isOpen);
        }}
      >
        {copy.audit.moreViews} <Icon name="more" />
      </button>
      {wasOpened ? (
        <Suspense>
          <ViewMenu base={base} open={id} organisation={organisation} trigger={trigger} isOpen={isOpen} onOpenChange={setOpen} />
        </Suspense>
      ) : null}
    </nav>
  );
}
