import { defineEvents } from './define.ts';

const key = { type: 'api_key', id: 'key-17', name: 'CI' } as const;
const secrets = ['/extra/api_key', '/extra/token'] as const;

/** API keys of the product. */
export const apiKeyEvents = defineEvents('api key', [
  {
    id: 'api_key.create',
    title: 'API key created',
    code: 'CREATED_API_KEY',
    label: 'api key create',
    category: 'creation',
    actors: ['user'],
    sentence: '{actor} [created|could not create] API key {target}',
    metadata: ['user'],
    target: key,
    secrets,
    notable: true,
  },
  {
    id: 'api_key.revoke',
    title: 'API key revoked',
    code: 'REVOKED_API_KEY',
    label: 'api key revoke',
    category: 'deletion',
    actors: ['user'],
    sentence: '{actor} [revoked|could not revoke] API key {target}',
    metadata: ['user'],
    target: key,
  },
  {
    id: 'api_key.expire',
    title: 'API key expired',
    code: 'EXPIRED_API_KEY',
    label: 'api key expire',
    category: 'change',
    actors: ['system'],
    sentence: 'API key {target} expired',
    metadata: ['system'],
    target: key,
  },
  {
    id: 'api_key.scope_change',
    title: 'Scopes of an API key changed',
    code: 'CHANGED_API_KEY_SCOPES',
    label: 'api key scope change',
    category: 'change',
    actors: ['user'],
    sentence: '{actor} [changed|could not change] the scopes of API key {target}',
    metadata: ['user'],
    target: key,
    notable: true,
  },
  {
    id: 'api_key.denied',
    title: 'Use of an API key denied',
    code: 'DENIED_API_KEY',
    label: 'api key denied',
    category: 'access',
    actors: ['api_key', 'system'],
    sentence: 'The use of API key {target} was denied',
    metadata: ['system'],
    target: key,
    defaultOutcome: 'failure',
    notable: true,
    secrets,
  },
]);
