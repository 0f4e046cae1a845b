import { lazy, Suspense } from 'react';
import { copy } from '../copy.ts';
import type { UserSelectProps } from './UserSelect.tsx';

const UserSelect = lazy(async () => ({ default: (await import('./UserSelect.tsx')).UserSelect }));

/** The choice of users, fetched when it is first needed: most looks at the table need none. The place it will take is kept. */
export function UserSelectSlot(props: UserSelectProps) {
  const waiting = (
    <div className="field" aria-busy="true">
      <label>{copy.audit.user}</label>
      <div className="select" />
    </div>
  );
  return (
    <Suspense fallback={waiting}>
      <UserSelect {...props} />
    </Suspense>
  );
}
