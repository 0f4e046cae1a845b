import { annals } from '../api/client.ts';
import type { PageOrder, Question } from '../api/events.ts';
import { copy } from '../copy.ts';
import { Icon } from '../ui/Icon.tsx';

/** The download of every event of the question, in the order of the table. */
export function ExportLink({ question, order, isAllowed }: { question: Question; order: PageOrder; isAllowed: boolean }) {
  if (!isAllowed) return <span className="hint">{copy.audit.exportDenied}</span>;
  return (
    <a className="button plain" href={annals.exportCsvAddress({ ...question, order })} download title={copy.audit.exportHint}>
      <Icon name="download" /> {copy.audit.export}
    </a>
  );
}
