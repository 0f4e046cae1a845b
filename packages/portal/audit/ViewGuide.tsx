import { copy } from '../copy.ts';
import { LazyText } from './LazyText.tsx';
import type { AuditSearch } from './search.ts';
import { UserSelectSlot } from './UserSelectSlot.tsx';
import { builtInView } from './views.ts';

/** The question of the view, how to read the answer, and what is still to be named. */
export function ViewGuide({
  search,
  organisation,
  ask,
}: {
  search: AuditSearch;
  organisation: string;
  ask: (changes: Partial<AuditSearch>) => void;
}) {
  const view = builtInView(search.view);
  if (view === null) return null;
  const words = copy.audit.view[view.id];
  const { asks } = view;
  return (
    <section className="guide" aria-label={words.question}>
      <div>
        <h2>{words.question}</h2>
        <p>{words.guide}</p>
      </div>
      {asks === 'user' ? <UserSelectSlot organisation={organisation} value={search.user} onChange={(user) => ask({ user })} /> : null}
      {asks === 'target' ? (
        <LazyText
          label={copy.audit.target}
          placeholder={copy.audit.targetPlaceholder}
          value={search.target}
          onChange={(target) => ask({ target })}
        />
      ) : null}
    </section>
  );
}
