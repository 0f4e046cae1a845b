import { useId } from 'react';
import { copy } from '../copy.ts';

const choices = [7, 30, 90, 365] as const;

export function ExpirySelect({ value, onChange }: { value: number | null; onChange: (days: number | null) => void }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{copy.keys.expiresAfter}</label>
      <select
        id={id}
        className="select"
        value={value ?? ''}
        onChange={(event) => onChange(event.target.value === '' ? null : Number(event.target.value))}
      >
        {choices.map((days) => (
          <option key={days} value={days}>
            {copy.keys.days(days)}
          </option>
        ))}
        <option value="">{copy.keys.never}</option>
      </select>
    </div>
  );
}
