import { lazy, Suspense, useRef, useState } from 'react';
import { annals } from '../api/client.ts';
import type { PageOrder, Question } from '../api/events.ts';
import { copy } from '../copy.ts';
import { Icon } from '../ui/Icon.tsx';

/** Fetched when it is first opened: the first load has no need of it. */
const ExportMenu = lazy(async () => ({ default: (await import('../exports/ExportMenu.tsx')).ExportMenu }));

/** The download of every event of the question, in the order of the table; beside it, the menu with every other way out. */
export function ExportLink({ question, order, isAllowed }: { question: Question; order: PageOrder; isAllowed: boolean }) {
  const trigger = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [wasOpened, setWasOpened] = useState(false);
  if (!isAllowed) return <span className="hint">{copy.audit.exportDenied}</span>;
  return (
    <span className="export-split">
      <a className="button plain" href={annals.exportCsvAddress({ ...question, order })} download title={copy.audit.exportHint}>
        <Icon name="download" /> {copy.audit.export}
      </a>
      <button
        ref={trigger}
        data-shortcut="export"
        type="button"
        className="button plain icon-only"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-label={copy.audit.exportMore}
        title={copy.audit.exportMore}
        onClick={() => {
          setWasOpened(true);
          setOpen(!isOpen);
        }}
      >
        <Icon name="more" />
      </button>
      {wasOpened ? (
        <Suspense>
          <ExportMenu question={question} trigger={trigger} isOpen={isOpen} onOpenChange={setOpen} />
        </Suspense>
      ) : null}
    </span>
  );
}
