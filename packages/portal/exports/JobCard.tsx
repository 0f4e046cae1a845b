import type { ExportJob } from '@annals/client';
import { exportFormats } from '@annals/events';
import { visible } from '@annals/events';
import { annals } from '../api/client.ts';
import { copyExports } from '../copy-exports.ts';
import { size, span } from '../health/moments.ts';
import { Button } from '../ui/Button.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Icon } from '../ui/Icon.tsx';
import { questionText } from './question-text.ts';

/** Name of a job for people: format, profile and what it holds. */
export function jobTitle({ format, profile, compression }: ExportJob): string {
  const parts = [exportFormats[format].title, ...(profile === null ? [] : [copyExports.dialog.profileOf(profile)])];
  return `${parts.join(', ')}${compression === 'none' ? '' : ` (${compression})`}`;
}

/** One export: what it is, how far or how it ended, and what can be done with it. */
export function JobCard({ job, onRemove }: { job: ExportJob; onRemove: () => void }) {
  const words = copyExports.job;
  const isActive = job.state === 'queued' || job.state === 'running';
  const [file] = job.files;
  const name = file?.name ?? jobTitle(job);
  const isEverything = job.q.trim() === '' && job.from === null && job.to === null;
  return (
    <li className={`export-card ${job.state}`}>
      <div className="export-head">
        <h3>{jobTitle(job)}</h3>
        <span className={`export-state ${job.state}`}>{words.state(job.state)}</span>
      </div>
      <p className="hint question-text">
        {isEverything ? words.everything : questionText(job)} · {words.upTo(job.as_of)}
      </p>
      <p className="hint">
        {words.asked(visible(job.requested_by))}, <time dateTime={job.created_at}>{moment(job.created_at)}</time>
      </p>
      {job.compat ? <p className="notice">{words.compat}</p> : null}
      {isActive ? <Progress job={job} name={name} /> : null}
      {job.error === null || isActive ? null : <p className="error-text">{visible(job.error)}</p>}
      {job.state === 'done' ? (
        <ul className="export-files" aria-label={copyExports.page.files}>
          {job.files.map((one) => (
            <li key={one.part}>
              <a
                className="button plain"
                href={annals.exports.downloadAddress(job.id, one.part)}
                download
                aria-label={words.downloadOf(one.name)}
              >
                <Icon name="download" /> {words.download}
              </a>
              <span className="export-file">
                <span className="file-name">{one.name}</span>
                <span className="hint">
                  {words.events(one.events)}, {size(one.bytes)}
                </span>
              </span>
              <span className="export-sha">
                <span className="hint">{words.sha}</span> <code title={one.sha256}>{one.sha256.slice(0, 12)}…</code>
                <CopyButton text={one.sha256} what={words.shaOf(one.name)} />
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      <div className="export-actions">
        {job.state === 'done' ? (
          <>
            <a
              className="button quiet"
              href={annals.exports.manifestAddress(job.id)}
              target="_blank"
              rel="noreferrer"
              aria-label={words.manifestOf(name)}
            >
              {words.manifest}
            </a>
            {job.expires_at === null ? null : <span className="hint">{words.expires(moment(job.expires_at))}</span>}
          </>
        ) : null}
        <Button kind="quiet" aria-label={isActive ? words.cancelOf(name) : words.removeOf(name)} onPress={onRemove}>
          {isActive ? words.cancel : words.remove}
        </Button>
      </div>
    </li>
  );
}

function Progress({ job: { state, progress, waiting_for: waitingFor }, name }: { job: ExportJob; name: string }) {
  const words = copyExports.job;
  if (state === 'queued') return <p className="hint">{waitingFor === null ? words.waitingTurn : words.waiting(waitingFor)}</p>;
  const { rows, total_rows: total, bytes, rows_per_second: rate, seconds_left: left } = progress;
  return (
    <div className="export-progress">
      <progress
        aria-label={words.progressOf(name)}
        max={total === null ? 1 : Math.max(1, total)}
        {...(total !== null && { value: total === 0 ? 1 : rows })}
      />
      <p className="hint number">
        {[
          words.rows(rows, total),
          ...(total === null ? [] : [size(bytes)]),
          ...(rate === null ? [] : [words.rate(rate)]),
          ...(left === null ? [] : [words.left(span(left * 1000))]),
        ].join(' · ')}
      </p>
    </div>
  );
}

/** `2026-11-24 11:25 UTC`: as files and manifests say it. */
export function moment(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}
