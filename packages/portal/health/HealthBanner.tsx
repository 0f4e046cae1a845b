import { visible } from '@annals/events';
import type { Status } from '../api/shapes.ts';
import { copyHealth } from '../copy-health.ts';
import { Icon } from '../ui/Icon.tsx';

const marks = { ready: 'check', degraded: 'alert', unavailable: 'cross' } as const;

/** The answer in one line, and below it what is the matter and what to do. Read aloud when the line changes, not at every look. */
export function HealthBanner({ status: { status, reasons, tasks } }: { status: Status }) {
  const { title, text } = copyHealth.states[status];
  return (
    <section className={`health-banner ${status}`} aria-labelledby="health-state">
      <div role="status">
        <h2 id="health-state">
          <Icon name={marks[status]} /> {title}
        </h2>
      </div>
      {text === '' ? null : <p>{text}</p>}
      {reasons.length === 0 ? null : (
        <ul className="reasons">
          {reasons.map(({ part, detail, action }) => (
            <li key={part + detail}>
              <p>
                <strong>{visible(copyHealth.part(part))}</strong> {visible(detail)}
              </p>
              <p className="hint">
                {copyHealth.next} {tasks.some(({ name }) => name === part) ? copyHealth.tasks.below : visible(action)}
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
