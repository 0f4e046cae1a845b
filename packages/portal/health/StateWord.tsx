import type { ReactNode } from 'react';
import { Icon } from '../ui/Icon.tsx';

const marks = { good: 'check', bad: 'cross', pause: 'clock' } as const;

/** A state: a mark of its own shape, a word, and colour last. */
export function StateWord({ state, children }: { state: keyof typeof marks; children: ReactNode }) {
  return (
    <span className={`state-word ${state}`}>
      <Icon name={marks[state]} /> {children}
    </span>
  );
}
