import { useEffect, useId, useState } from 'react';

const quietMs = 300;

interface Props {
  label: string;
  placeholder?: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

/** A line of text that is applied by itself, as soon as typing pauses. Follows the value when it changes elsewhere. */
export function LazyText({ label, placeholder, value, onChange }: Props) {
  const id = useId();
  const [draft, setDraft] = useState(value ?? '');
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    setDraft(value ?? '');
  }
  useEffect(() => {
    if (draft === (value ?? '')) return undefined;
    const timer = setTimeout(() => onChange(draft === '' ? undefined : draft), quietMs);
    return () => clearTimeout(timer);
  }, [draft, value, onChange]);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input"
        type="text"
        autoComplete="off"
        spellCheck={false}
        placeholder={placeholder}
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
      />
    </div>
  );
}
