import type { FilterError } from '@annals/events';
import { useId, useState } from 'react';
import { copy } from '../copy.ts';
import { Icon } from '../ui/Icon.tsx';
import { queryErrorOf } from './question.ts';
import { QueryProblem } from './QueryProblem.tsx';

/** The query language as text. A text that is no query is not applied: it says where and what may stand there, and the rows stay. */
export function QueryField({ value, onChange }: { value: string | undefined; onChange: (q: string | undefined) => void }) {
  const id = useId();
  const [draft, setDraft] = useState(value ?? '');
  const [known, setKnown] = useState(value);
  const [problem, setProblem] = useState<{ text: string; error: FilterError } | null>(null);
  if (known !== value) {
    setKnown(value);
    setDraft(value ?? '');
    setProblem(null);
  }
  const apply = (): void => {
    const text = draft.trim();
    const error = queryErrorOf(text);
    setProblem(error === null ? null : { text, error });
    if (error === null) onChange(text === '' ? undefined : text);
  };
  return (
    <form
      className="query-form"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <div className="field query">
        <label htmlFor={id}>{copy.audit.query}</label>
        <div className="query-box">
          <Icon name="search" />
          <input
            id={id}
            className="input"
            type="text"
            autoComplete="off"
            spellCheck={false}
            placeholder={copy.audit.queryPlaceholder}
            value={draft}
            aria-invalid={problem !== null}
            aria-describedby={problem === null ? undefined : `${id}-problem`}
            onChange={(event) => setDraft(event.target.value)}
            onBlur={() => (draft.trim() === (value ?? '') ? undefined : apply())}
          />
          <button type="submit" className="button quiet">
            {copy.audit.runQuery}
          </button>
        </div>
      </div>
      {problem === null ? null : <QueryProblem id={`${id}-problem`} text={problem.text} error={problem.error} />}
    </form>
  );
}
