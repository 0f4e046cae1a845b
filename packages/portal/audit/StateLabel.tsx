import { visible, type Outcome } from '@annals/events';
import { Icon } from '../ui/Icon.tsx';
import { splitLabel } from './state.ts';

const marks = { success: 'check', failure: 'cross', unknown: 'question' } as const;

/** What happened and how it ended: a mark of its own shape, the words, and colour last. */
export function StateLabel({ label, outcome }: { label: string; outcome: Outcome }) {
  const { act } = splitLabel(label, outcome);
  return (
    <span className={`state-label ${outcome}`} title={visible(label)}>
      <Icon name={marks[outcome]} />
      <span className="state-act">{visible(act)}</span> <span className="state-outcome">{outcome}</span>
    </span>
  );
}
