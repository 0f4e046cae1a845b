import { daysText, mostRetentionDays, retentionPresets } from '@annals/events';
import { useId, useState } from 'react';
import { copyRetention } from '../copy-retention.ts';

const isPreset = (days: number | null): boolean => retentionPresets.some((preset) => preset.days === days);

/** A period with a name, or a number of days. */
export function PeriodSelect({ label, value, onChange }: { label: string; value: number | null; onChange: (days: number | null) => void }) {
  const [id, daysId] = [useId(), useId()];
  const [isOther, setOther] = useState(!isPreset(value));
  return (
    <div className="period">
      <div className="field">
        <label htmlFor={id}>{label}</label>
        <select
          id={id}
          className="select"
          value={isOther ? 'other' : String(value)}
          onChange={({ target }) => {
            setOther(target.value === 'other');
            if (target.value !== 'other') onChange(target.value === 'null' ? null : Number(target.value));
            else onChange(value ?? 365);
          }}
        >
          {retentionPresets.map(({ id: name, label: text, days }) => (
            <option key={name} value={String(days)}>
              {text}
            </option>
          ))}
          <option value="other">{isOther && value !== null ? daysText(value) : copyRetention.other}</option>
        </select>
      </div>
      {isOther ? (
        <div className="field">
          <label htmlFor={daysId}>{copyRetention.days}</label>
          <input
            id={daysId}
            className="input"
            type="number"
            min={1}
            max={mostRetentionDays}
            step={1}
            required
            value={value ?? ''}
            onChange={({ target }) => {
              const days = Math.trunc(Number(target.value));
              if (days >= 1 && days <= mostRetentionDays) onChange(days);
            }}
          />
        </div>
      ) : null}
    </div>
  );
}
