import { quoteValue, visible } from '@annals/events';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { actorsQuery } from '../api/events.ts';
import { viewsQuery } from '../api/views.ts';
import { askAgain, type AuditSearch, auditSearchSchema, defaultAuditSearch } from '../audit/search.ts';
import { presets } from '../audit/time/relative.ts';
import { views, viewIds } from '../audit/views.ts';
import { paletteCopy } from '../copy-palette.ts';
import { timeCopy } from '../copy-time.ts';
import { copy } from '../copy.ts';
import { keyLabel } from '../keys/key-label.ts';
import { keyMap } from '../keys/key-map.ts';
import { act, canAct } from '../keys/use-key.ts';
import { paths } from '../paths.ts';
import { useGo, useOrganisationSearch, useScreens } from '../shell/use-go.ts';
import { useOrganisation } from '../shell/use-organisation.ts';
import { type Command, type CommandSection, eventIdIn } from './commands.ts';

const mostActors = 8;

/** What the palette offers here and now, by group; groups without anything are left out. */
export function useCommands(typed: string): readonly CommandSection[] {
  const { all, current } = useOrganisation();
  const organisation = current?.organisation.id ?? '';
  const navigate = useNavigate();
  const screens = useScreens();
  const go = useGo();
  const kept = useOrganisationSearch();
  const actors = useQuery({ ...actorsQuery(organisation), enabled: typed.trim().length > 1 && organisation !== '' });
  const saved = useQuery({ ...viewsQuery(organisation), enabled: organisation !== '' });
  const show = (changes: Partial<AuditSearch>): void =>
    void navigate({ to: paths.auditEvents, search: { ...defaultAuditSearch, ...kept, ...changes } });
  // A time is another answer to the question that is open; elsewhere it is about all events.
  const setTime = (changes: Partial<AuditSearch>): void =>
    void navigate({ to: paths.auditEvents, search: (now) => askAgain(auditSearchSchema.parse({ ...kept, ...now }), changes) });

  const id = eventIdIn(typed);
  const event: Command[] =
    id === null ? [] : [{ id: 'event', text: paletteCopy.openEvent(id), also: typed, run: () => show({ event: id }) }];
  const sections: CommandSection[] = [
    { group: 'event', commands: event },
    {
      group: 'views',
      commands: [
        ...(saved.data ?? []).map(({ id: view, name, own, owner }) => ({
          id: `view.${view}`,
          text: visible(name),
          ...(own ? {} : { note: visible(owner) }),
          run: () => show({ view }),
        })),
        ...viewIds.map((view) => ({
          id: `view.${view}`,
          text: copy.audit.view[view].name,
          also: views[view].q,
          run: () => show({ view }),
        })),
      ],
    },
    {
      group: 'go',
      commands: screens.map((screen) => ({
        id: `go.${screen.id}`,
        text: copy.nav[screen.id],
        keys: ['g', screen.key],
        run: () => go(screen),
      })),
    },
    {
      group: 'actions',
      commands: keyMap
        .filter(({ id: key, group }) => group !== 'go' && group !== 'rows' && key !== 'palette' && canAct(key))
        .map((entry) => ({ id: entry.id, text: keyLabel(entry.id), keys: entry.keys, run: () => void act(entry.id) })),
    },
    {
      group: 'time',
      commands: presets.map((last) => ({ id: `time.${last}`, text: timeCopy.spans[last], run: () => setTime({ last }) })),
    },
    {
      group: 'users',
      commands: (typed.trim().length > 1 ? (actors.data ?? []) : [])
        .filter(({ value }) => value.toLowerCase().includes(typed.trim().toLowerCase()))
        .slice(0, mostActors)
        .map(({ value, count }) => ({
          id: `actor.${value}`,
          text: paletteCopy.eventsOf(visible(value)),
          note: count.toLocaleString('en'),
          run: () => show({ q: `actor:${quoteValue(value)}` }),
        })),
    },
    {
      group: 'organisations',
      commands: all
        .filter((one) => one !== current)
        .map(({ organisation: { id: to, name, slug } }) => ({
          id: `organisation.${to}`,
          text: visible(name),
          also: slug,
          run: () => void navigate({ to: '.', search: { organisation: slug } }),
        })),
    },
  ];
  return sections.filter(({ commands }) => commands.length > 0);
}
