import { AnnalsError } from '@annals/client';
import { visible } from '@annals/events';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { annals } from '../api/client.ts';
import { copyExports } from '../copy-exports.ts';
import { FrontDoor } from '../shell/FrontDoor.tsx';
import { Brand } from '../shell/Brand.tsx';
import '../styles/exports.css';
import { Button } from '../ui/Button.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { useTitle } from '../ui/use-title.ts';
import { moment } from './JobCard.tsx';
import { questionText } from './question-text.ts';

/** What a share link shows, without signing in. The token is in the fragment, which browsers never send. */
export function SharedPage() {
  const words = copyExports.shared;
  useTitle(words.title);
  const [token] = useState(() => location.hash.slice(1));
  const pages = useInfiniteQuery({
    queryKey: ['shared', token],
    queryFn: ({ pageParam, signal }) => annals.shares.open(token, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    enabled: token !== '',
    // Each question from the beginning is another opening on record.
    staleTime: Infinity,
    refetchOnReconnect: false,
  });
  const isGone = token === '' || (pages.error instanceof AnnalsError && pages.error.status === 404);
  if (isGone)
    return (
      <FrontDoor title={words.noLink} lead={words.noLinkText}>
        {null}
      </FrontDoor>
    );
  const first = pages.data?.pages[0];
  const rows = pages.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <main className="shared">
      <Brand />
      {pages.error === null ? null : <ErrorPanel error={pages.error} onRetry={() => void pages.refetch()} />}
      {first === undefined ? (
        pages.error === null && <p role="status">{words.loading}</p>
      ) : (
        <>
          <header>
            <h1>{visible(first.share.name)}</h1>
            <p className="lead">{words.of(visible(first.share.organisation))}</p>
            <p className="question-text">
              <code>{questionText(first.share)}</code>
            </p>
            <p className="hint">{words.until(moment(first.share.expires_at))}</p>
          </header>
          {rows.length === 0 ? (
            <p className="empty">{words.none}</p>
          ) : (
            <div className="table-scroll" role="region" aria-label={words.title} tabIndex={0}>
              <table className="plain-table shared-table">
                <caption className="visually-hidden">{words.title}</caption>
                <thead>
                  <tr>
                    {first.share.columns.map((name) => (
                      <th key={name} scope="col">
                        {name}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {rows.map((cells, at) => (
                    <tr key={at}>
                      {cells.map((cell, column) => (
                        <td key={column} className={/^[[{]/.test(cell) ? 'json' : undefined}>
                          {visible(cell)}
                        </td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
          <p className="hint" role="status">
            {words.rows(rows.length)}
          </p>
          {pages.hasNextPage ? (
            <Button onPress={() => void pages.fetchNextPage()} isPending={pages.isFetchingNextPage}>
              {words.more}
            </Button>
          ) : null}
        </>
      )}
    </main>
  );
}
