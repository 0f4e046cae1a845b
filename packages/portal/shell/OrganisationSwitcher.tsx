import { useNavigate } from '@tanstack/react-router';
import { visible } from '@annals/events';
import { copy } from '../copy.ts';
import { useOrganisation } from './use-organisation.ts';

/** The organisation this screen is about; a choice only where there are several. The screen stays, its question does not. */
export function OrganisationSwitcher() {
  const { all, current } = useOrganisation();
  const navigate = useNavigate();
  if (all.length < 2 && current !== null) return <p className="organisation-name">{visible(current.organisation.name)}</p>;
  if (all.length === 0) return null;
  return (
    <select
      className="select organisation-select"
      aria-label={copy.shell.organisation}
      value={current?.organisation.slug ?? ''}
      onChange={(event) => void navigate({ to: '.', search: { organisation: event.target.value } })}
    >
      {current === null ? <option value="" /> : null}
      {all.map(({ organisation }) => (
        <option key={organisation.id} value={organisation.slug}>
          {visible(organisation.name)}
          {organisation.built_in ? copy.shell.installation : ''}
        </option>
      ))}
    </select>
  );
}
