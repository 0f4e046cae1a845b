import { addTerm } from '../audit/question.ts';
import { defaultAuditSearch, type AuditSearch } from '../audit/search.ts';
import type { TermActions } from './values/actions.ts';

/** What the actions ask for, as a query or as a whole new question. */
export interface Asking {
  /** The query as it is now. */
  q: string | undefined;
  /** Narrows what is asked. */
  ask: (q: string) => void;
  /** Asks something else altogether. */
  askAnew: (search: AuditSearch) => void;
}

export function termActions({ q, ask, askAnew }: Asking): TermActions {
  return {
    only: ({ name, value }) => ask(addTerm(q, name, value)),
    exclude: ({ name, value }) => ask(addTerm(q, name, value, true)),
    history: ({ name, value }) => askAnew({ ...defaultAuditSearch, q: addTerm(undefined, name, value) }),
  };
}
