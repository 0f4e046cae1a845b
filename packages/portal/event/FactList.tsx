import { useId } from 'react';
import { copy } from '../copy.ts';
import type { Fact } from './facts.ts';

/** A titled list of names and values; a value that can be asked for is a button that does. */
export function FactList({
  title,
  facts,
  note,
  onFilter,
}: {
  title: string;
  facts: readonly Fact[];
  note?: string;
  onFilter?: (name: string, value: string) => void;
}) {
  const id = useId();
  if (facts.length === 0) return null;
  return (
    <section className="drawer-section" aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      <dl>
        {facts.map(({ label, value, term }) => (
          <div key={label + value}>
            <dt>{label}</dt>
            <dd>
              {term === undefined || onFilter === undefined ? (
                value
              ) : (
                <button
                  type="button"
                  className="value-button"
                  title={copy.event.onlyThis(`${term.name}:${value}`)}
                  onClick={() => onFilter(term.name, term.value)}
                >
                  {value}
                </button>
              )}
            </dd>
          </div>
        ))}
      </dl>
      {note === undefined ? null : <p className="hint">{note}</p>}
    </section>
  );
}
