import { queryOptions } from '@tanstack/react-query';
import { annals } from './client.ts';

/** Users and keys of one organisation, as its admins see them. */

export const usersQuery = (organisation: string) =>
  queryOptions({ queryKey: ['users', organisation], queryFn: async ({ signal }) => (await annals.users.list(organisation, signal)).users });

export const keysQuery = (organisation: string) =>
  queryOptions({ queryKey: ['keys', organisation], queryFn: async ({ signal }) => (await annals.keys.list(organisation, signal)).keys });
