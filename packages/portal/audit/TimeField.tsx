import { useId, useState } from 'react';
import { clockOf, instantOf, isDay, isInstant } from './zone.ts';

interface Props {
  label: string;
  /** A day or an instant. */
  value: string | undefined;
  zone: string;
  onChange: (moment: string | undefined) => void;
}

/**
 * A whole day, or an instant to the second where one was chosen; applied at once. The browser's own field: it speaks the
 * reader's language and needs no help from us.
 */
export function TimeField({ label, value, zone, onChange }: Props) {
  const id = useId();
  const isExact = value !== undefined && isInstant(value);
  const shown = isExact ? clockOf(value, zone) : (value ?? '');
  const [draft, setDraft] = useState(shown);
  const [known, setKnown] = useState(shown);
  if (known !== shown) {
    setKnown(shown);
    setDraft(shown);
  }
  const change = (text: string): void => {
    setDraft(text);
    // A year that is still being typed is no day yet.
    const moment = text === '' ? undefined : isExact ? instantOf(text, zone) : isDay(text) ? text : null;
    if (moment !== null) onChange(moment);
  };
  return (
    <div className={`field day${isExact ? ' exact' : ''}`}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        key={String(isExact)}
        className="input"
        type={isExact ? 'datetime-local' : 'date'}
        min={isExact ? '1970-01-01T00:00:00' : '1970-01-01'}
        max={isExact ? '2200-01-01T00:00:00' : '2200-01-01'}
        step={isExact ? 1 : undefined}
        value={draft}
        onChange={(event) => change(event.target.value)}
      />
    </div>
  );
}
