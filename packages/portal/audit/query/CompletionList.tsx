import { visible } from '@annals/events';
import { useEffect, useRef } from 'react';
import { queryCopy } from '../../copy-query.ts';
import type { Suggestion } from './use-completion.ts';

interface Props {
  id: string;
  suggestions: readonly Suggestion[];
  active: number;
  onAccept: (suggestion: Suggestion) => void;
}

/** What may stand at the caret. The field keeps the focus; the one that Enter takes is its active descendant. */
export function CompletionList({ id, suggestions, active, onAccept }: Props) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <>
      <div ref={list} id={id} role="listbox" aria-label={queryCopy.suggestions} className="completions" hidden={suggestions.length === 0}>
        {suggestions.map((suggestion, at) => (
          // A press would take the focus from the field before the click comes; keys go to the field.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
          <div
            key={suggestion.insert}
            id={`${id}-${at}`}
            role="option"
            aria-selected={at === active}
            className="completion"
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onAccept(suggestion)}
          >
            <span className="completion-label">{visible(suggestion.label)}</span>
            <span className="completion-detail">{visible(suggestion.detail)}</span>
            {suggestion.count === null ? null : <span className="completion-count">{queryCopy.events(suggestion.count)}</span>}
          </div>
        ))}
      </div>
      <p className="visually-hidden" role="status">
        {suggestions.length === 0 ? '' : queryCopy.count(suggestions.length)}
      </p>
    </>
  );
}
