import type { Change } from '@annals/events';
import { visibleValue } from '../audit/visible.ts';
import { copy } from '../copy.ts';

/** What each field was before and is after. */
export function ChangeTable({ changes }: { changes: readonly Change[] }) {
  const text = (value: unknown) =>
    value === undefined || value === null ? <span className="absent">{copy.event.absent}</span> : visibleValue(value);
  return (
    <section className="drawer-section">
      <h3>{copy.event.changes}</h3>
      <table className="changes">
        <thead>
          <tr>
            <th scope="col">{copy.event.field}</th>
            <th scope="col">{copy.event.before}</th>
            <th scope="col">{copy.event.after}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change, at) => (
            <tr key={at}>
              <th scope="row">{visibleValue(change.field)}</th>
              <td className="before">{text(change.before)}</td>
              <td className="after">{text(change.after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
