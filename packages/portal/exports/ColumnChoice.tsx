import { exportColumns } from '@annals/events';
import { copyExports } from '../copy-exports.ts';

/** Which columns, in the order of the table; null: the eight of the page. */
export function ColumnChoice({
  value,
  onChange,
}: {
  value: readonly string[] | null;
  onChange: (columns: readonly string[] | null) => void;
}) {
  const words = copyExports.dialog;
  const toggle = (name: string, isChosen: boolean): void => {
    const chosen = new Set(value ?? []);
    if (isChosen) chosen.add(name);
    else chosen.delete(name);
    onChange(exportColumns.map((column) => column.name).filter((column) => chosen.has(column)));
  };
  return (
    <fieldset className="field">
      <legend>{words.columns}</legend>
      <label className="check">
        <input type="radio" checked={value === null} onChange={() => onChange(null)} /> {words.usualColumns}
      </label>
      <label className="check">
        <input
          type="radio"
          checked={value !== null}
          onChange={() =>
            onChange(
              ['sequence', 'occurred_at', 'label', 'outcome', 'actor.email'].filter((name) =>
                exportColumns.some((one) => one.name === name),
              ),
            )
          }
        />{' '}
        {words.chosenColumns}
      </label>
      {value === null ? null : (
        <div className="column-list" role="group" aria-label={words.columns} tabIndex={0}>
          {exportColumns.map(({ name, says }) => (
            <label key={name} className="check">
              <input type="checkbox" checked={value.includes(name)} onChange={(event) => toggle(name, event.target.checked)} />
              <code>{name}</code> <span className="hint">{says}</span>
            </label>
          ))}
        </div>
      )}
      {value?.length === 0 ? <p className="field-error">{words.needColumn}</p> : null}
    </fieldset>
  );
}
