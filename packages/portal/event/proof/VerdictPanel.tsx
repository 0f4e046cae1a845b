import { visible } from '@annals/events';
import { copyEvent } from '../../copy-event.ts';
import { Icon } from '../../ui/Icon.tsx';
import { DownloadProof } from './DownloadProof.tsx';
import type { Step, Verdict } from './verify.ts';

const words = copyEvent.proof;

/** Every step with how it went; a failure is said first, loudly. */
export function VerdictPanel({ verdict }: { verdict: Verdict }) {
  if (verdict.state === 'pending') return <p className="hint">{words.pending}</p>;
  const isVerified = verdict.state === 'verified';
  return (
    <div className={`verdict ${verdict.state}`}>
      <h4>
        <Icon name={isVerified ? 'check' : 'alert'} /> {isVerified ? words.verified : words.failed}
      </h4>
      {isVerified ? null : (
        <p role="alert">
          <strong>{words.failedText}</strong>
        </p>
      )}
      <ol>
        {verdict.steps.map((step) => (
          <li key={step.name} className={step.passed ? 'passed' : 'failed'}>
            <Icon name={step.passed ? 'check' : 'cross'} />
            <span>
              {words.steps[step.name]}: {step.passed ? words.stepPassed : words.stepFailed}
              {foundIn(step) === '' ? null : <span className="found">{visible(foundIn(step))}</span>}
            </span>
          </li>
        ))}
      </ol>
      {isVerified ? (
        <p className="hint">
          {words.undisclosed(verdict.undisclosed)} {words.keyNote}
        </p>
      ) : null}
      {verdict.proof === null ? null : <DownloadProof proof={verdict.proof} />}
    </div>
  );
}

function foundIn({ name, passed, found }: Step): string {
  if (!passed) return found;
  if (name === 'history') return found === '' ? words.firstSight : found;
  if (name === 'entry') return words.bytes(Number(found).toLocaleString('en'));
  if (name === 'values') return words.groups(Number(found));
  if (name === 'inclusion') return words.hashes(Number(found).toLocaleString('en'));
  return found;
}
