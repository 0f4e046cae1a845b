import { useId } from 'react';
import type { Fact } from './facts.ts';
import type { TermActions } from './values/actions.ts';
import { ValueMenu } from './values/ValueMenu.tsx';

interface Props {
  title: string;
  facts: readonly Fact[];
  note?: string;
  actions: TermActions;
}

/** A titled list of names and values; each value has its menu. */
export function FactList({ title, facts, note, actions }: Props) {
  const id = useId();
  if (facts.length === 0) return null;
  return (
    <section className="drawer-section" aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      <dl>
        {facts.map(({ label, shown, raw, term }, at) => (
          <div key={at}>
            <dt>{label}</dt>
            <dd>
              <ValueMenu label={label} shown={shown} raw={raw} term={term} actions={actions} />
            </dd>
          </div>
        ))}
      </dl>
      {note === undefined ? null : <p className="hint">{note}</p>}
    </section>
  );
}
