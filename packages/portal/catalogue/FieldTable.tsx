import { metadataFields, type MetadataGroup, metadataTitles } from '@annals/events';
import { catalogueCopy as words } from '../copy-catalogue.ts';

/** The metadata fields of some groups. */
export function FieldTable({ groups }: { groups: readonly MetadataGroup[] }) {
  return (
    <div className="table-scroll" role="region" aria-label={words.labels.metadata} tabIndex={0}>
      <table className="plain-table field-table">
        <thead>
          <tr>
            <th scope="col">{words.fields.name}</th>
            <th scope="col">{words.fields.type}</th>
            <th scope="col">{words.fields.meaning}</th>
          </tr>
        </thead>
        {groups.map((group) => (
          <tbody key={group}>
            <tr>
              <th scope="rowgroup" colSpan={3}>
                {metadataTitles[group]}
              </th>
            </tr>
            {metadataFields[group].map((field) => (
              <tr key={field.name}>
                <td>
                  <code>{field.name}</code>
                </td>
                <td>{field.type}</td>
                <td>
                  {field.description} {field.personal === true ? <span className="tag">{words.personal}</span> : null}
                </td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}
