import type { ErrorComponentProps } from '@tanstack/react-router';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { copy } from '../copy.ts';
import { FrontDoor } from './FrontDoor.tsx';

/** The last resort: a screen that failed outside of its own error states. */
export function CrashPage({ error }: ErrorComponentProps) {
  return (
    <FrontDoor title={copy.crash.title}>
      <ErrorPanel error={error} onRetry={() => location.reload()} />
    </FrontDoor>
  );
}
