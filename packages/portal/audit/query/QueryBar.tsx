import type { FilterError } from '@annals/events';
import { useId, useLayoutEffect, useRef, useState, type ClipboardEvent, type KeyboardEvent, type RefObject } from 'react';
import type { Question } from '../../api/events.ts';
import { queryCopy } from '../../copy-query.ts';
import { useKey } from '../../keys/use-key.ts';
import { Icon } from '../../ui/Icon.tsx';
import { queryErrorOf } from '../question.ts';
import { CompletionList } from './CompletionList.tsx';
import { ErrorUnderline } from './ErrorUnderline.tsx';
import { QueryProblem } from './QueryProblem.tsx';
import { useCompletion, type Suggestion } from './use-completion.ts';
import { useSettled } from './use-settled.ts';

interface Props {
  ref: RefObject<HTMLInputElement | null>;
  value: string | undefined;
  question: Question;
  onChange: (q: string | undefined) => void;
}

/**
 * The query language as text. What is typed stays here until it is run, so the page never waits for it nor it for the page.
 * A text that is no query is not run: it says where and what may stand there, and the rows stay.
 */
export function QueryBar({ ref, value, question, onChange }: Props) {
  const id = useId();
  const [draft, setDraft] = useState(value ?? '');
  const [known, setKnown] = useState(value);
  const [caret, setCaret] = useState(0);
  const [isOpen, setOpen] = useState(false);
  /** What Enter takes, by its text: the list may change its order when counts come. */
  const [taken, setTaken] = useState<string | null>(null);
  /** The text that was run in vain. */
  const [refused, setRefused] = useState<string | null>(null);
  const nextCaret = useRef<number | null>(null);
  if (known !== value) {
    setKnown(value);
    setDraft(value ?? '');
    setRefused(null);
    setOpen(false);
  }
  useKey('query', () => {
    ref.current?.focus();
    ref.current?.select();
  });
  useLayoutEffect(() => {
    if (nextCaret.current === null) return;
    ref.current?.setSelectionRange(nextCaret.current, nextCaret.current);
    nextCaret.current = null;
  });
  const { suggestions, from, to } = useCompletion(draft, Math.min(caret, draft.length), isOpen, question);
  const active = suggestions.findIndex(({ insert }) => insert === taken);
  const chosen = suggestions[active];
  const error = draft === '' ? null : queryErrorOf(draft);
  const isSettled = useSettled(draft);
  const shown = error !== null && (refused === draft || (isSettled && !isUnfinished(error, draft))) ? error : null;

  const put = (text: string, at: number): void => {
    setDraft(text);
    setCaret(at);
    nextCaret.current = at;
  };
  const accept = ({ insert, kind }: Suggestion): void => {
    put(draft.slice(0, from) + insert + draft.slice(to), from + insert.length);
    setTaken(null);
    setOpen(kind === 'field' || kind === 'operator');
    ref.current?.focus();
  };
  const run = (): void => {
    const text = draft.trim();
    setOpen(false);
    setRefused(error === null ? null : draft);
    if (error === null && text !== (value ?? '')) onChange(text === '' ? undefined : text);
    else if (error === null) setDraft(text);
  };
  const keyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.nativeEvent.isComposing) return;
    const count = suggestions.length;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setOpen(true);
      // One place beyond the last is the text itself.
      setTaken(suggestions[((active + step + 1 + count + 1) % (count + 1)) - 1]?.insert ?? null);
    } else if (event.key === 'Enter' && chosen !== undefined) accept(chosen);
    else if (event.key === 'Escape' && isOpen && count > 0) setOpen(false);
    else if (event.key === 'Escape' && draft !== (value ?? '')) put(value ?? '', value?.length ?? 0);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const paste = (event: ClipboardEvent<HTMLInputElement>): void => {
    const text = event.clipboardData.getData('text/plain');
    if (!/[\r\n]/.test(text)) return;
    // A field of one line would join the words of two lines.
    event.preventDefault();
    const { selectionStart, selectionEnd } = event.currentTarget;
    const line = text.replaceAll(/[\r\n]+/g, ' ');
    const start = selectionStart ?? draft.length;
    put(draft.slice(0, start) + line + draft.slice(selectionEnd ?? start), start + line.length);
  };
  return (
    <form
      className="query-form"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        run();
      }}
    >
      <div className="field query">
        <label htmlFor={id}>{queryCopy.label}</label>
        <div className="query-box">
          <Icon name="search" />
          <ErrorUnderline input={ref} text={draft} position={shown?.position ?? null} />
          <input
            ref={ref}
            id={id}
            className="input"
            type="text"
            role="combobox"
            aria-autocomplete="list"
            aria-expanded={isOpen && suggestions.length > 0}
            aria-controls={`${id}-list`}
            aria-activedescendant={chosen === undefined ? undefined : `${id}-list-${active}`}
            aria-invalid={shown !== null}
            aria-describedby={shown === null ? undefined : `${id}-problem`}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            placeholder={queryCopy.placeholder}
            value={draft}
            onChange={({ currentTarget }) => {
              setDraft(currentTarget.value);
              setCaret(currentTarget.selectionStart ?? currentTarget.value.length);
              setOpen(true);
              setTaken(null);
            }}
            onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart ?? 0)}
            onKeyDown={keyDown}
            onPaste={paste}
            onBlur={() => (draft.trim() === (value ?? '') ? setOpen(false) : run())}
          />
          <button type="submit" className="button quiet">
            {queryCopy.run}
          </button>
          <CompletionList id={`${id}-list`} suggestions={isOpen ? suggestions : []} active={active} onAccept={accept} />
        </div>
      </div>
      {shown === null ? null : <QueryProblem id={`${id}-problem`} text={draft} error={shown} isUrgent={refused === draft} />}
    </form>
  );
}

/** What is wrong at the very end may only not be typed yet. */
function isUnfinished({ position }: FilterError, text: string): boolean {
  return position.offset + position.length >= text.trimEnd().length;
}
