import { copy } from '../copy.ts';

/** The address names an organisation this user has no part in, or the user has none: the two are not told apart. */
export function NoOrganisation() {
  return (
    <div className="page narrow">
      <h1>{copy.noOrganisation.title}</h1>
      <p>{copy.noOrganisation.text}</p>
    </div>
  );
}
