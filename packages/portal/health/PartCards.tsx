import { visible } from '@annals/events';
import { useId, type ReactNode } from 'react';
import type { Status } from '../api/shapes.ts';
import { copyHealth } from '../copy-health.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Meter } from './Meter.tsx';
import { Moment } from './Moment.tsx';
import { ago, size } from './moments.ts';
import { StateWord } from './StateWord.tsx';

/** One card a part of the installation, each from the same answer. */

function PartCard({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className="part-card" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

export function RecordingCard({ status: { disk, queue, own_events: own, now } }: { status: Status }) {
  const words = copyHealth.recording;
  const share = (bytes: number): number => (disk.size_bytes === 0 ? 0 : bytes / disk.size_bytes);
  const queueUsed = queue.bytes / queue.limit_bytes;
  return (
    <PartCard title={words.title}>
      <Meter
        label={words.disk}
        text={words.diskFree(size(disk.free_bytes), size(disk.size_bytes))}
        note={words.diskNote(size(disk.watermark_bytes))}
        used={1 - share(disk.free_bytes)}
        limit={1 - share(disk.watermark_bytes)}
        state={disk.free_bytes < disk.watermark_bytes ? 'over' : disk.free_bytes < 2 * disk.watermark_bytes ? 'near' : 'well'}
      />
      <Meter
        label={words.queue}
        text={words.queueUsed(size(queue.bytes), size(queue.limit_bytes))}
        note={words.queueNote(queue.requests)}
        used={queueUsed}
        state={queueUsed > 0.95 ? 'over' : queueUsed > 0.7 ? 'near' : 'well'}
      />
      <dl className="facts">
        <Fact name={words.ownEvents}>
          {own.waiting.toLocaleString('en')}
          {own.oldest_at === null ? null : (
            <>
              , <Moment at={own.oldest_at} now={now} />
            </>
          )}
        </Fact>
      </dl>
    </PartCard>
  );
}

export function LedgerCard({ status: { ledger, now } }: { status: Status }) {
  const words = copyHealth.ledger;
  return (
    <PartCard title={words.title}>
      <dl className="facts">
        <Fact name={words.checkpoint}>
          <Moment at={ledger.last_checkpoint_at} now={now} />
        </Fact>
        <Fact name={words.unsigned}>
          {ledger.unsigned_since === null ? words.unsignedNone : words.unsignedSince(ago(ledger.unsigned_since, now))}
        </Fact>
        <Fact name={words.unsealed}>
          {ledger.unsealed_since === null ? words.unsealedNone : words.unsealedBy(ledger.unsealed_events, ago(ledger.unsealed_since, now))}
        </Fact>
        <Fact name={words.organisations}>{ledger.organisations.toLocaleString('en')}</Fact>
        <Fact name={words.refused}>{ledger.refused.length.toLocaleString('en')}</Fact>
      </dl>
    </PartCard>
  );
}

export function SearchCard({ status: { index, memory, now } }: { status: Status }) {
  const words = copyHealth.search;
  const mark = { ready: 'good', starting: 'pause', down: 'bad', unsupported: 'bad', stopped: 'pause' } as const;
  return (
    <PartCard title={words.title}>
      <dl className="facts">
        <Fact name={words.engine}>
          <StateWord state={mark[index.engine]}>{words.engines[index.engine]}</StateWord>
        </Fact>
        <Fact name={words.behind}>
          {index.behind_since === null ? words.behindNone : words.behindBy(index.behind_events, ago(index.behind_since, now))}
        </Fact>
        <Fact name={words.restarts}>{Math.max(0, index.engine_starts - 1).toLocaleString('en')}</Fact>
        {index.unreadable_organisations === 0 ? null : <Fact name={words.unreadable}>{index.unreadable_organisations}</Fact>}
        {memory.engine_bytes === null ? null : <Fact name={words.memory}>{size(memory.engine_bytes)}</Fact>}
        {index.engine_error === null ? null : (
          <Fact name={words.error}>
            <code className="error-text">{visible(index.engine_error)}</code> <CopyButton text={index.engine_error} what={words.error} />
          </Fact>
        )}
      </dl>
    </PartCard>
  );
}
