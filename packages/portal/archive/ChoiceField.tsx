import { useId } from 'react';

interface Props {
  label: string;
  hint?: string;
  name: string;
  value: string;
  /** Value → what is read. */
  choices: Readonly<Record<string, string>>;
  onChange?: (value: string) => void;
}

/** One of a few. */
export function ChoiceField({ label, hint, name, value, choices, onChange }: Props) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        name={name}
        className="select"
        defaultValue={value}
        onChange={(event) => onChange?.(event.target.value)}
        {...(hint !== undefined && { 'aria-describedby': `${id}-hint` })}
      >
        {Object.entries(choices).map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
      {hint === undefined ? null : (
        <span className="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </div>
  );
}
