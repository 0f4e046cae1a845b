import { visible } from '@annals/events';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { annals } from '../api/client.ts';
import type { ArchiveDay } from '../api/shapes.ts';
import { copyArchive } from '../copy-archive.ts';
import { size } from '../health/moments.ts';
import { Button } from '../ui/Button.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { DayMark } from './DayMark.tsx';

/** One day in full, and the button that archives it now. */
export function DayFacts({ organisation, day, today }: { organisation: string; day: ArchiveDay | null; today: string }) {
  const queryClient = useQueryClient();
  const deliver = useMutation({
    mutationFn: () => annals.archives.deliver(day?.day ?? today, organisation),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['archive-days', organisation] }),
  });
  const canDeliver = day === null || (day.state !== 'delivered' && day.state !== 'removed');
  return (
    <div className="panel day-facts">
      {day === null ? null : (
        <>
          <h3 className={`archive-day ${day.state}`}>
            <DayMark state={day.state} /> {day.day}: {copyArchive.state[day.state]}
          </h3>
          <dl className="facts">
            <Fact name={copyArchive.events}>{day.events.toLocaleString('en')}</Fact>
            <Fact name={copyArchive.size}>{size(day.bytes)}</Fact>
            {day.deliveries > 1 ? <Fact name={copyArchive.deliveries}>{day.deliveries}</Fact> : null}
            {day.delivered_at === null ? null : (
              <Fact name={copyArchive.delivered}>{day.delivered_at.replace('T', ' ').slice(0, 19)} UTC</Fact>
            )}
            {day.error === null ? null : <Fact name={copyArchive.error}>{visible(day.error)}</Fact>}
            {day.manifest === null ? null : (
              <Fact name={copyArchive.manifest}>
                <code>{day.manifest}</code> <CopyButton text={day.manifest} what={copyArchive.manifestOf} />
              </Fact>
            )}
          </dl>
        </>
      )}
      {deliver.error === null ? null : <ErrorPanel error={deliver.error} />}
      {canDeliver ? (
        <div className="form-row">
          <Button onPress={() => deliver.mutate()} isPending={deliver.isPending}>
            {copyArchive.deliver}
          </Button>
          <span role="status">{deliver.isSuccess ? copyArchive.delivering : ''}</span>
        </div>
      ) : null}
    </div>
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
