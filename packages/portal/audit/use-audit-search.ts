import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { paths } from '../paths.ts';
import { askAgain, type AuditSearch } from './search.ts';

/** The state of the audit page in the address, and the two ways to change it. */
export interface AuditState {
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
    (changes: Partial<AuditSearch>) => void navigate({ search: (now) => askAgain(now, changes), replace: true, resetScroll: false }),
    [navigate],
  );
  const go = useCallback(
    (changes: Partial<AuditSearch>) => void navigate({ search: (now) => ({ ...now, ...changes }), resetScroll: false }),
    [navigate],
  );
  return { search, ask, go };
}
