import { useId } from 'react';
import { copy } from '../copy.ts';
import { localZone, offsetLabel, utc } from './zone.ts';

/** The zone that every day and time on the page is of: always said, one step from UTC to local. */
export function ZoneToggle({ zone, onChange }: { zone: string; onChange: (zone: string) => void }) {
  const name = useId();
  const local = localZone();
  const zones = [...new Set([utc, local, zone])];
  return (
    <fieldset className="field zone">
      <legend>{copy.audit.zone}</legend>
      <div className="segments">
        {zones.map((one) => (
          <label key={one} className="segment" title={offsetLabel(one, new Date())}>
            <input type="radio" className="visually-hidden" name={name} value={one} checked={zone === one} onChange={() => onChange(one)} />
            <span>{one === local && one !== utc ? `${copy.audit.local} (${one})` : one}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
