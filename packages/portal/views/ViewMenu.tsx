import { visible } from '@annals/events';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { RefObject } from 'react';
import { Header, Menu, MenuItem, MenuSection } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import type { SavedView } from '../api/shapes.ts';
import { viewsQuery } from '../api/views.ts';
import type { AuditSearch } from '../audit/search.ts';
import { viewIds } from '../audit/views.ts';
import { viewsCopy as words } from '../copy-views.ts';
import { copy } from '../copy.ts';
import { paths } from '../paths.ts';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { Icon } from '../ui/Icon.tsx';

interface Props {
  /** The page with nothing asked: what a view begins from. */
  base: AuditSearch;
  open: string | undefined;
  organisation: string;
  trigger: RefObject<HTMLElement | null>;
  isOpen: boolean;
  onOpenChange: (open: boolean) => void;
}

interface Line {
  id: string;
  name: string;
  note: string;
}

/** Every view: one's own, those that others share, and the built-in ones. */
export function ViewMenu({ base, open, organisation, trigger, isOpen, onOpenChange }: Props) {
  const navigate = useNavigate();
  const views = useQuery(viewsQuery(organisation));
  const builtIn: Line[] = viewIds.map((id) => ({ id, name: copy.audit.view[id].name, note: '' }));
  const line = (view: SavedView): Line => ({
    id: view.id,
    name: visible(view.name),
    note: view.own ? (view.shared ? words.shared : words.private) : words.by(visible(view.owner)),
  });
  const sections = [
    { group: 'own' as const, lines: (views.data ?? []).filter(({ own }) => own).map(line) },
    { group: 'shared' as const, lines: (views.data ?? []).filter(({ own }) => !own).map(line) },
    { group: 'builtIn' as const, lines: builtIn },
  ].filter(({ lines }) => lines.length > 0);
  return (
    <Popover
      aria-label={words.menu}
      className="popover menu-popover view-menu"
      triggerRef={trigger}
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      placement="bottom end"
    >
      {views.error === null ? null : <ErrorPanel error={views.error} />}
      <Menu
        className="menu"
        aria-label={words.menu}
        autoFocus="first"
        items={sections}
        onClose={() => onOpenChange(false)}
        onAction={(id) => void navigate({ to: paths.auditEvents, search: { ...base, view: String(id) } })}
      >
        {({ group, lines }) => (
          <MenuSection key={group} id={group}>
            <Header className="menu-group">{words.groups[group]}</Header>
            {lines.map(({ id, name, note }) => (
              <MenuItem key={id} id={id} className="option" textValue={name}>
                <span className="option-mark">{open === id ? <Icon name="check" /> : null}</span>
                <span className="option-text">{name}</span>
                <span className="option-count">{note}</span>
              </MenuItem>
            ))}
          </MenuSection>
        )}
      </Menu>
    </Popover>
  );
}
