import type { ArchiveDay } from '../api/shapes.ts';
import { copyArchive } from '../copy-archive.ts';
import { Icon, type IconName } from '../ui/Icon.tsx';

const marks: Readonly<Record<ArchiveDay['state'], IconName>> = {
  delivered: 'check',
  partial: 'download',
  in_progress: 'up',
  failed: 'cross',
  missing: 'question',
  removed: 'close',
  waiting: 'clock',
};

/** A mark of its own shape for each state; colour comes last. */
export function DayMark({ state }: { state: ArchiveDay['state'] }) {
  return <Icon name={marks[state]} />;
}

const inOrder = ['delivered', 'partial', 'in_progress', 'failed', 'missing', 'waiting', 'removed'] as const;

export function Legend() {
  return (
    <ul className="archive-legend" aria-label={copyArchive.legend}>
      {inOrder.map((state) => (
        <li key={state} className={`archive-day ${state}`}>
          <DayMark state={state} /> {copyArchive.state[state]}
        </li>
      ))}
    </ul>
  );
}
