import { visible } from '@annals/events';
import type { Status } from '../api/shapes.ts';
import { copyHealth } from '../copy-health.ts';
import { CopyButton } from '../ui/CopyButton.tsx';

/** Organisations whose ledger was rolled back or changed: the reason, and the way on. */
export function RefusedList({ refused }: { refused: Status['ledger']['refused'] }) {
  const words = copyHealth.refused;
  return (
    <section className="refused" aria-labelledby="refused-title">
      <h2 id="refused-title">{words.title}</h2>
      <p className="hint">{words.lead}</p>
      <ul className="reasons">
        {refused.map(({ organisation, name, reason }) => {
          const command = `annals ledger continue ${organisation} --reason "${words.reason}"`;
          return (
            <li key={organisation}>
              <p>
                <strong>{visible(name)}</strong> {visible(reason)}
              </p>
              <p className="task-error">
                <code className="error-text">{command}</code> <CopyButton text={command} what={words.command} />
              </p>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
