import { useId, useState } from 'react';
import { isDay } from './zone.ts';

interface Props {
  label: string;
  value: string | undefined;
  min?: string | undefined;
  max?: string | undefined;
  onChange: (day: string | undefined) => void;
}

/** A whole day, applied at once. The browser's own field: it speaks the reader's language and needs no help from us. */
export function DayField({ label, value, min, max, onChange }: Props) {
  const id = useId();
  const [draft, setDraft] = useState(value ?? '');
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    setDraft(value ?? '');
  }
  const change = (text: string): void => {
    setDraft(text);
    if (text === '') onChange(undefined);
    // A year that is still being typed is no day yet.
    else if (isDay(text)) onChange(text);
  };
  return (
    <div className="field day">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input"
        type="date"
        min={min ?? '1970-01-01'}
        max={max ?? '2200-01-01'}
        value={draft}
        onChange={(event) => change(event.target.value)}
      />
    </div>
  );
}
