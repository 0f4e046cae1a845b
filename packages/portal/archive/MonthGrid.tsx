import { copyArchive } from '../copy-archive.ts';
import { DayMark } from './DayMark.tsx';
import type { Month } from './months.ts';

interface Props {
  month: Month;
  chosen: string;
  onChoose: (day: string) => void;
}

/** A month as a calendar shows it; each day is a button that says its state in words, too. */
export function MonthGrid({ month, chosen, onChoose }: Props) {
  return (
    <div className="month" role="group" aria-label={month.title}>
      <h3>{month.title}</h3>
      <div className="month-grid" aria-hidden="true">
        {copyArchive.weekdays.map((name) => (
          <span key={name} className="weekday">
            {name}
          </span>
        ))}
      </div>
      <div className="month-grid">
        {Array.from({ length: month.offset }, (_, i) => (
          <span key={i} />
        ))}
        {month.days.map((day) => (
          <button
            key={day.day}
            type="button"
            className={`archive-day ${day.state}`}
            aria-pressed={day.day === chosen}
            aria-label={`${day.day}: ${copyArchive.state[day.state]}`}
            title={copyArchive.state[day.state]}
            onClick={() => onChoose(day.day)}
          >
            <span>{Number(day.day.slice(8))}</span>
            <DayMark state={day.state} />
          </button>
        ))}
      </div>
    </div>
  );
}
