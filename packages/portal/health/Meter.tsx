import { useId } from 'react';

interface Props {
  label: string;
  /** The same in words: the bar alone says nothing exact. */
  text: string;
  note: string;
  /** Share that is used, 0 to 1. */
  used: number;
  /** Share at which something stops. */
  limit?: number;
  state: 'well' | 'near' | 'over';
}

/** A bar of how much of something is used, drawn without any style of its own. */
export function Meter({ label, text, note, used, limit, state }: Props) {
  const id = useId();
  const at = (share: number): number => Math.round(Math.min(1, Math.max(0, share)) * 1000);
  return (
    <div className="meter">
      <p className="meter-line">
        <span id={id}>{label}</span> <span className="number">{text}</span>
      </p>
      <svg
        className={`meter-bar ${state}`}
        viewBox="0 0 1000 8"
        preserveAspectRatio="none"
        role="meter"
        aria-labelledby={id}
        aria-valuenow={at(used) / 10}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuetext={text}
      >
        <rect className="meter-track" width="1000" height="8" />
        <rect className="meter-used" width={at(used)} height="8" />
        {limit === undefined ? null : <rect className="meter-limit" x={at(limit) - 3} width="4" height="8" />}
      </svg>
      <p className="hint">{note}</p>
    </div>
  );
}
