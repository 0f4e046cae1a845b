import type { Term } from './term.ts';

/** What can be done with a term; where it leads is decided by who shows the event. */
export interface TermActions {
  only: (term: Term) => void;
  exclude: (term: Term) => void;
  /** Every event with it, whatever else was asked before. */
  history: (term: Term) => void;
}
