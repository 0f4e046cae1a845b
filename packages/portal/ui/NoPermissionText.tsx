import { roles, scopesOfRole, type Role, type Scope } from '@annals/events';
import { emptyCopy } from '../copy-empty.ts';

/** What the role does not show, which permission does, who has it, and who can change that. */
export function NoPermissionText({ what, scope, role }: { what: string; scope: Scope | 'installation'; role: Role | null }) {
  const words = emptyCopy.denied;
  if (scope === 'installation')
    return (
      <div className="empty">
        <h2>{words.title(what)}</h2>
        <p>{words.installation}</p>
      </div>
    );
  const having = roles.filter((one) => scopesOfRole[one].includes(scope)).map((one) => words.roles[one]);
  return (
    <div className="empty">
      <h2>{words.title(what)}</h2>
      <p>{words.text(scope, new Intl.ListFormat('en').format(having))}</p>
      <p>{role === null ? words.none : words.yours(words.your[role])}</p>
    </div>
  );
}
