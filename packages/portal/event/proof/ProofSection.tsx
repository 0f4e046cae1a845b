import type { RecordedEvent } from '@annals/events';
import { parseCheckpoint, parseNote, hex } from '@annals/ledger';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { annals } from '../../api/client.ts';
import { checkpointQuery, readEntry } from '../../api/ledger.ts';
import { copyEvent } from '../../copy-event.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';
import { recallLog, rememberLog } from './seen-log.ts';
import { VerdictPanel } from './VerdictPanel.tsx';
import { verifyEvent } from './verify.ts';

const words = copyEvent.proof;
const pendingMs = 1_000;

interface Props {
  event: RecordedEvent;
  leafHash: string;
  mayRead: boolean;
}

/** Under which checkpoint the event is, and the proof of it, computed here. */
export function ProofSection({ event, leafHash, mayRead }: Props) {
  const id = useId();
  return (
    <section className="drawer-section proof" aria-labelledby={id}>
      <h3 id={id}>{words.title}</h3>
      {mayRead ? <Proving event={event} leafHash={leafHash} /> : <p className="hint">{words.forbidden}</p>}
    </section>
  );
}

function Proving({ event, leafHash }: Omit<Props, 'mayRead'>) {
  const { organisation, sequence } = event;
  const note = useQuery({
    ...checkpointQuery(organisation),
    refetchInterval: ({ state }) => (state.error === null && (saidBy(state.data)?.size ?? 0) <= sequence ? pendingMs : false),
  });
  const verdict = useMutation({
    mutationFn: async () => {
      const of = { organisation };
      const source = {
        key: () => annals.ledger.key(of),
        checkpoint: () => annals.ledger.checkpoint(of),
        tile: (path: string) => annals.ledger.tile(path, of),
        entry: (at: number) => readEntry(organisation, at),
      };
      const found = await verifyEvent(event, leafHash, recallLog(organisation), source);
      if (found.seen !== null) rememberLog(organisation, found.seen);
      return found;
    },
  });
  if (note.error !== null) return <ErrorPanel error={note.error} onRetry={() => void note.refetch()} />;
  if (note.data === undefined) return <p className="hint">{words.loading}</p>;
  const said = saidBy(note.data);
  const isPending = said === null || said.size <= sequence;
  // A note that cannot be read is no reason to wait for another one: verifying says what is wrong with it.
  const mayVerify = !isPending || (note.data !== null && said === null);
  return (
    <>
      <p>{isPending && !mayVerify ? words.pending : said === null ? null : words.included(said.size.toLocaleString('en'), said.key)}</p>
      {mayVerify && verdict.data === undefined ? <p className="hint">{words.unchecked}</p> : null}
      {mayVerify ? (
        <div className="proof-actions">
          <Button kind="plain" isPending={verdict.isPending} onPress={() => verdict.mutate()}>
            {verdict.isPending ? words.verifying : words.verify}
          </Button>
        </div>
      ) : null}
      <div aria-live="polite">
        {verdict.data === undefined ? null : <VerdictPanel verdict={verdict.data} />}
        {verdict.error === null ? null : (
          <>
            <p>{words.unreachable}</p>
            <ErrorPanel error={verdict.error} />
          </>
        )}
      </div>
    </>
  );
}

/** What a checkpoint says of itself; null for one that cannot be read. */
function saidBy(note: string | null | undefined): { size: number; key: string } | null {
  if (!note) return null;
  try {
    const { text, signatures } = parseNote(note);
    return { size: parseCheckpoint(text).size, key: hex(signatures[0]?.keyId ?? new Uint8Array(0)) };
  } catch {
    return null;
  }
}
