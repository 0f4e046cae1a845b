import { defineEvents } from './define.ts';

const view = { type: 'saved_view', id: '01979a2e-0000-7000-8000-000000000012', name: 'Failed sign-ins this week' } as const;

/** What becomes of saved views. The question of a view is in the event only when others can see it. */
export const annalsViewEvents = defineEvents('annals', [
  {
    id: 'annals.saved_view.create',
    title: 'View saved',
    code: 'ANNALS_CREATED_SAVED_VIEW',
    label: 'annals saved view create',
    category: 'creation',
    actors: ['user'],
    sentence: '{actor} [saved|could not save] view {target}',
    metadata: ['user'],
    target: view,
  },
  {
    id: 'annals.saved_view.change',
    title: 'View changed',
    code: 'ANNALS_CHANGED_SAVED_VIEW',
    label: 'annals saved view change',
    category: 'change',
    actors: ['user'],
    sentence: '{actor} [changed|could not change] view {target}',
    metadata: ['user'],
    target: view,
  },
  {
    id: 'annals.saved_view.remove',
    title: 'View removed',
    code: 'ANNALS_REMOVED_SAVED_VIEW',
    label: 'annals saved view remove',
    category: 'deletion',
    actors: ['user'],
    sentence: '{actor} [removed|could not remove] view {target}',
    metadata: ['user'],
    target: view,
  },
]);
