import type { Scope } from '@annals/events';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { meQuery } from '../api/session.ts';
import type { Me, Membership } from '../api/shapes.ts';
import { recall } from './memory.ts';

export const lastOrganisation = 'annals.organisation';

/**
 * The memberships of the signed-in user and the one this screen is about: the address says which, else the one last used,
 * else the first. `current` is null when the address names an organisation the user has no part in, or there is none at all.
 */
export function useOrganisation(): { all: readonly Membership[]; current: Membership | null } {
  const { data: me } = useSuspenseQuery(meQuery);
  const { organisation: asked } = useSearch({ strict: false });
  return { all: me?.memberships ?? [], current: membershipOf(me, asked) };
}

/** The membership that an address is about. */
export function membershipOf(me: Me | null, asked: string | undefined): Membership | null {
  const all = me?.memberships ?? [];
  const named = (name: string | null | undefined): Membership | undefined =>
    all.find(({ organisation }) => organisation.slug === name || organisation.id === name);
  if (asked !== undefined) return named(asked) ?? null;
  return named(recall(lastOrganisation)) ?? all.find(({ organisation }) => !organisation.built_in) ?? all[0] ?? null;
}

export function may(membership: Membership | null, scope: Scope): boolean {
  return membership?.scopes.includes(scope) ?? false;
}

/** The signed-in user's membership of an organisation; null when there is none. */
export function useMembership(organisation: string): Membership | null {
  const { data: me } = useSuspenseQuery(meQuery);
  return me?.memberships.find((membership) => membership.organisation.id === organisation) ?? null;
}
