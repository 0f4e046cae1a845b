import { visible } from '@annals/events';
import type { ArchiveStep } from '../api/shapes.ts';
import { copyArchive } from '../copy-archive.ts';
import { Icon } from '../ui/Icon.tsx';

/** How each step of a test went; the one that failed says why. */
export function TestSteps({ steps }: { steps: readonly ArchiveStep[] }) {
  const isWell = steps.every(({ ok }) => ok);
  return (
    <div role="status" className="test-steps">
      <ol>
        {steps.map(({ step, ok, reason, detail }) => (
          <li key={step} className={ok ? 'good' : 'bad'}>
            <Icon name={ok ? 'check' : 'cross'} />
            <span>
              {copyArchive.steps[step]}
              {ok ? null : (
                <>
                  : {visible(detail ?? '')} <code>{reason}</code>
                </>
              )}
            </span>
          </li>
        ))}
      </ol>
      {isWell ? <p>{copyArchive.works}</p> : null}
    </div>
  );
}
