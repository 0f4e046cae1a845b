import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { paths } from '../paths.ts';
import { askAgain, type AuditSearch } from './search.ts';
import { hold, release } from './time/held.ts';

/** The state of the audit page in the address, and the two ways to change it. */
export interface AuditState {
  /** A range that ends now has its beginning in `from`. */
  search: AuditSearch;
  /** Asks another question, from its first page. */
  ask: (changes: Partial<AuditSearch>) => void;
  /** Moves within the question: page, drawer. */
  go: (changes: Partial<AuditSearch>) => void;
}

export function useAuditSearch(): AuditState {
  const search = useSearch({ from: paths.auditEvents });
  const navigate = useNavigate({ from: paths.auditEvents });
  const ask = useCallback(
    (changes: Partial<AuditSearch>) => {
      // Whoever asks for the range again means the one that ends at this moment.
      if ('last' in changes) release();
      void navigate({ search: (now) => askAgain(now, changes), replace: true, resetScroll: false });
    },
    [navigate],
  );
  const go = useCallback(
    (changes: Partial<AuditSearch>) =>
      void navigate({
        // A cursor fits one beginning only: with it, the address says which.
        search: (now) => {
          const next = { ...now, ...changes };
          return next.last === undefined ? next : { ...next, from: next.cursor === undefined ? undefined : hold(now).from };
        },
        resetScroll: false,
      }),
    [navigate],
  );
  return { search: hold(search), ask, go };
}
