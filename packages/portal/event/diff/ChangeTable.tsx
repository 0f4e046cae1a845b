import type { Change } from '@annals/events';
import { useId } from 'react';
import { visibleValue } from '../../audit/visible.ts';
import { copyEvent } from '../../copy-event.ts';
import { diffWords, type Part } from './diff.ts';
import { DiffText } from './DiffText.tsx';
import { foldUnchanged } from './fold.ts';
import { changeText } from './value-text.ts';

/** Texts up to this length stand side by side; longer ones are read as one text with both marked. */
const besideUnits = 80;

/** What each field was before and is after, word by word. */
export function ChangeTable({ changes }: { changes: readonly Change[] }) {
  const id = useId();
  return (
    <section className="drawer-section" aria-labelledby={id}>
      <h3 id={id}>{copyEvent.changes}</h3>
      <table className="changes" aria-labelledby={id}>
        <thead>
          <tr>
            <th scope="col">{copyEvent.field}</th>
            <th scope="col">{copyEvent.before}</th>
            <th scope="col">{copyEvent.after}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change, at) => (
            <tr key={at}>
              <th scope="row">{visibleValue(change.field)}</th>
              <Sides before={changeText(change.before)} after={changeText(change.after)} />
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Sides({ before, after }: { before: string | null; after: string | null }) {
  const parts = partsOf(before, after);
  const isLong = Math.max(before?.length ?? 0, after?.length ?? 0) > besideUnits || `${before}${after}`.includes('\n');
  if (isLong && before !== null && after !== null)
    return (
      <td colSpan={2} className="unified">
        <DiffText pieces={foldUnchanged(parts)} />
      </td>
    );
  const side = (text: string | null, without: Part['kind']) => (
    <td>
      {text === null ? (
        <span className="absent">{copyEvent.absent}</span>
      ) : (
        <DiffText pieces={parts.filter(({ kind }) => kind !== without).map((part) => ({ ...part, folded: false }))} />
      )}
    </td>
  );
  return (
    <>
      {side(before, 'added')}
      {side(after, 'removed')}
    </>
  );
}

/** A value that came or went whole is one part. */
function partsOf(before: string | null, after: string | null): Part[] {
  if (before === null) return after === null ? [] : [{ kind: 'added', text: after }];
  return after === null ? [{ kind: 'removed', text: before }] : diffWords(before, after);
}
