import { current, defineEvents, earlier } from './define.ts';

const tag = { type: 'tag', id: 'production', name: 'production' } as const;
const source = { type: 'custom_source', id: 'checkout-eu', name: 'Checkout EU' } as const;

/** Tags and custom sources: what an action can be bound to beside one agent. */
export const tagEvents = defineEvents('tag', [
  {
    id: 'tag.create',
    title: 'Tag created',
    code: 'CREATED_TAG',
    label: 'tag create',
    category: 'creation',
    actors: ['system'],
    sentence: '{actor} [created|could not create] tag {target}',
    metadata: ['user', 'agent'],
    names: [current('tag created', 'success'), earlier('Tag creation')],
    target: tag,
    reading:
      'Actor System beside user metadata contradicts itself: a tag appears when an agent registers with a new tag. Agent metadata; user metadata only if a user caused it. "METADATA TAG" means tag.',
  },
  {
    id: 'tag.update',
    title: 'Tag changed',
    code: 'UPDATED_TAG',
    label: 'tag update',
    category: 'change',
    actors: ['user', 'system'],
    sentence: '{actor} [changed|could not change] tag {target}',
    metadata: ['user'],
    target: tag,
  },
  {
    id: 'tag.delete',
    title: 'Tag deleted',
    code: 'DELETED_TAG',
    label: 'tag delete',
    category: 'deletion',
    actors: ['user'],
    sentence: '{actor} [deleted|could not delete] tag {target}',
    metadata: ['user'],
    target: tag,
  },
  {
    id: 'source.create',
    title: 'Custom source created',
    code: 'CREATED_SOURCE',
    label: 'source create',
    category: 'creation',
    actors: ['user'],
    sentence: '{actor} [created|could not create] custom source {target}',
    metadata: ['user'],
    target: source,
  },
  {
    id: 'source.update',
    title: 'Custom source changed',
    code: 'UPDATED_SOURCE',
    label: 'source update',
    category: 'change',
    actors: ['user'],
    sentence: '{actor} [changed|could not change] custom source {target}',
    metadata: ['user'],
    target: source,
  },
  {
    id: 'source.delete',
    title: 'Custom source deleted',
    code: 'DELETED_SOURCE',
    label: 'source delete',
    category: 'deletion',
    actors: ['user'],
    sentence: '{actor} [deleted|could not delete] custom source {target}',
    metadata: ['user'],
    target: source,
  },
]);
