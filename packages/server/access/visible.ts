import { scopesOfRole } from '@annals/events';
import type { Role } from '@annals/events';
import { Problem } from '../base/problem.ts';
import type { KnownOrganisation, OrganisationDirectory } from './organisation-directory.ts';
import type { Principal, Scope } from './principal.ts';

/** Organisations the principal may name, in order of creation. */
export function visibleOrganisations(directory: OrganisationDirectory, principal: Principal): KnownOrganisation[] {
  return directory.all().filter(({ id }) => principal.organisations === null || principal.organisations.includes(id));
}

/**
 * The organisation a request is about. `given` (id or slug) that is unknown or foreign is the same problem, so that
 * nobody learns who else is here: `not_found` for reading, `organisation_unknown` where events come in.
 * Without one: the principal's only one (the built-in one does not count), else `organisation_required`.
 */
export function resolveOrganisation(
  directory: OrganisationDirectory,
  principal: Principal,
  given: string | null | undefined,
  otherwise: 'not_found' | 'organisation_unknown' = 'not_found',
): KnownOrganisation {
  if (given !== null && given !== undefined) {
    const found = directory.find(given);
    if (!found || (principal.organisations !== null && !principal.organisations.includes(found.id))) throw new Problem(otherwise);
    return found;
  }
  const only = onlyOrganisation(directory, principal);
  if (!only) throw new Problem('organisation_required');
  return only;
}

/** The one organisation a principal can mean when it names none; the built-in one does not count beside another. */
export function onlyOrganisation(directory: OrganisationDirectory, principal: Principal): KnownOrganisation | null {
  const visible = visibleOrganisations(directory, principal);
  const candidates = visible.length === 1 ? visible : visible.filter(({ builtIn }) => !builtIn);
  return candidates.length === 1 ? (candidates[0] ?? null) : null;
}

/** Raises `forbidden` unless the principal has the scope in this organisation, which it is known to see. */
export function requireScope(principal: Principal, scope: Scope, organisation: { id: string }): void {
  if (!principal.can(scope, organisation.id))
    throw new Problem('forbidden', { detail: `This needs the scope ${scope} in the organisation.` });
}

/** Nobody hands on more than he has: not even by making a user and signing in as that. */
export function requireRole(principal: Principal, role: Role, organisation: { id: string }): void {
  const beyond = scopesOfRole[role].filter((scope) => !principal.can(scope, organisation.id));
  if (beyond.length > 0) throw new Problem('forbidden', { detail: `The role ${role} has more than its giver: ${beyond.join(', ')}.` });
}

export function requireOpen(organisation: { closed: boolean }): void {
  if (organisation.closed) throw new Problem('organisation_closed');
}

export function requireNotBuiltIn(organisation: { builtIn: boolean }): void {
  if (organisation.builtIn) throw new Problem('organisation_built_in');
}

export function requireInstallationAdmin(principal: Principal): void {
  if (!principal.installationAdmin) throw new Problem('forbidden', { detail: 'This is for administrators of the installation.' });
}
