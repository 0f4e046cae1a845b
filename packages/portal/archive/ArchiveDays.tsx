import { useState } from 'react';
import type { Archive, ArchiveCalendar } from '../api/shapes.ts';
import { copyArchive } from '../copy-archive.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { archiveName } from './archive-name.ts';
import { DayFacts } from './DayFacts.tsx';
import { Legend } from './DayMark.tsx';
import { MonthGrid } from './MonthGrid.tsx';
import { monthsOf } from './months.ts';

/** Every day by month, the newest first; the chosen one in full. */
export function ArchiveDays({
  organisation,
  calendar,
  archive,
}: {
  organisation: string;
  calendar: ArchiveCalendar;
  archive: Archive | null;
}) {
  const [chosen, setChosen] = useState<string | null>(null);
  const today = new Date().toISOString().slice(0, 10);
  const day =
    calendar.days.find((one) => one.day === chosen) ??
    calendar.days.find(({ state }) => state === 'failed') ??
    calendar.days.at(-1) ??
    null;
  return (
    <section className="archive-days" aria-label={copyArchive.days}>
      <h2>{copyArchive.days}</h2>
      {day === null ? (
        <p className="hint">{copyArchive.noDays}</p>
      ) : (
        <p className="hint">{copyArchive.daysLead(calendar.archived_to ?? 0)}</p>
      )}
      <div className="archive-calendar">
        {day === null ? null : (
          <div className="months">
            {monthsOf(calendar.days).map((month) => (
              <MonthGrid key={month.name} month={month} chosen={day.day} onChoose={setChosen} />
            ))}
            <Legend />
          </div>
        )}
        <DayFacts key={day?.day ?? today} organisation={organisation} day={day} today={today} />
      </div>
      {archive === null ? null : <Command text={`annals archive verify ${archiveName(archive)}`} says={copyArchive.verify} />}
      {archive === null ? null : (
        <Command
          text={`annals archive restore ${archiveName(archive)} --organisation ${organisation} --day ${day?.day ?? today} --data ./restored`}
          says={copyArchive.restore}
        />
      )}
    </section>
  );
}

function Command({ text, says }: { text: string; says: string }) {
  return (
    <div className="archive-command">
      <p className="hint">{says}</p>
      <p>
        <code>{text}</code> <CopyButton text={text} what={copyArchive.command} />
      </p>
    </div>
  );
}
