import { defineEvents } from './define.ts';

const grant = { type: 'temporary_access', id: 'grant-3' } as const;

/** Access granted for a time. */
export const temporaryAccessEvents = defineEvents('temporary access', [
  {
    id: 'temporary_access.grant',
    title: 'Temporary access granted',
    code: 'GRANTED_TEMPORARY_ACCESS',
    label: 'temporary access grant',
    category: 'creation',
    actors: ['user', 'api_key'],
    sentence: '{actor} [granted|could not grant] temporary access {target}',
    metadata: ['user'],
    target: grant,
    notable: true,
  },
  {
    id: 'temporary_access.update',
    title: 'Temporary access changed',
    code: 'UPDATED_TEMPORARY_ACCESS',
    label: 'temporary access update',
    category: 'change',
    actors: ['user', 'api_key'],
    sentence: '{actor} [changed|could not change] temporary access {target}',
    metadata: ['user'],
    target: grant,
  },
  {
    id: 'temporary_access.revoke',
    title: 'Temporary access revoked',
    code: 'REVOKED_TEMPORARY_ACCESS',
    label: 'temporary access revoke',
    category: 'deletion',
    actors: ['user', 'api_key'],
    sentence: '{actor} [revoked|could not revoke] temporary access {target}',
    metadata: ['user'],
    target: grant,
  },
  {
    id: 'temporary_access.expire',
    title: 'Temporary access expired',
    code: 'EXPIRED_TEMPORARY_ACCESS',
    label: 'temporary access expire',
    category: 'change',
    actors: ['system'],
    sentence: 'Temporary access {target} expired',
    metadata: ['system'],
    target: grant,
  },
]);
