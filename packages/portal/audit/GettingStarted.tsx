import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId } from 'react';
import { annals } from '../api/client.ts';
import { producedQuery } from '../api/events.ts';
import type { EventPage } from '../api/shapes.ts';
import { copy } from '../copy.ts';
import { Button } from '../ui/Button.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { curlCommand } from './curl-command.ts';

/**
 * Shown until a program other than Annals itself has sent an event: a command that works as it stands. Rows that show such
 * an event say so at once; where they do not, for they are filtered, the server is asked.
 */
export function GettingStarted({ organisation, page }: { organisation: string; page: EventPage | undefined }) {
  const title = useId();
  const queryClient = useQueryClient();
  const { data: hasProduced } = useQuery({
    ...producedQuery(organisation),
    refetchInterval: ({ state }) => (state.data === true ? false : 3_000),
  });
  const key = useMutation({ mutationFn: () => annals.keys.create({ name: copy.start.keyName, organisation, scopes: ['events:write'] }) });
  const test = useMutation({
    mutationFn: () => annals.recordTestEvent(organisation),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['events', 'page'] }),
  });
  const isShown = page?.events.some(({ producer }) => producer?.name !== 'annals') ?? false;
  if (hasProduced !== false || isShown) return null;
  const command = key.data === undefined ? null : curlCommand(location.origin, key.data.token);
  return (
    <section className="start" aria-labelledby={title}>
      <h2 id={title}>{copy.start.title}</h2>
      <p>{copy.start.text}</p>
      {command === null ? null : (
        <>
          <div className="code-box">
            <pre tabIndex={0} aria-label={copy.start.command}>
              {command}
            </pre>
            <CopyButton text={command} what={copy.start.command} />
          </div>
          <p className="hint">{copy.start.keyNote}</p>
        </>
      )}
      <div className="start-actions">
        {command === null ? (
          <Button kind="primary" isPending={key.isPending} onPress={() => key.mutate()}>
            {copy.start.makeKey}
          </Button>
        ) : null}
        <Button isPending={test.isPending} onPress={() => test.mutate()}>
          {copy.start.test}
        </Button>
        <span role="status">{test.isSuccess ? copy.start.testSent : ''}</span>
      </div>
      {key.error === null ? null : <ErrorPanel error={key.error} />}
      {test.error === null ? null : <ErrorPanel error={test.error} />}
    </section>
  );
}
