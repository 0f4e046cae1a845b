/** Problems of retention, and of organisations that are closed or deleted: part of the table in problems.ts. */
export const retentionProblems = {
  organisation_open: {
    status: 409,
    title: 'The organisation is open',
    meaning: 'Only a closed organisation is reopened or deleted.',
  },
  organisation_built_in: {
    status: 409,
    title: 'This organisation belongs to Annals',
    meaning:
      'The built-in organisation takes the events of the installation itself: it keeps its name, stays open, and nobody else writes to it.',
  },
  organisation_held: {
    status: 409,
    title: 'The organisation is held',
    meaning: 'A legal hold is in force: nothing of the organisation is deleted before it is released.',
  },
  deletion_too_early: {
    status: 409,
    title: 'Closed too short a time',
    meaning: 'An organisation can be deleted 30 days after it was closed.',
  },
  deletion_not_requested: {
    status: 409,
    title: 'Nobody asked for the deletion',
    meaning: 'One admin asks for the deletion of an organisation, another one confirms it.',
  },
  second_admin_required: {
    status: 409,
    title: 'Another admin must confirm',
    meaning: 'Who asked for the deletion cannot confirm it.',
  },
  event_removed: {
    status: 410,
    title: 'The event is past its retention',
    meaning:
      'The event was recorded and has been removed by the retention policy. Its leaf is still in the tree, so earlier exports and proofs stay valid.',
  },
  retention_not_pending: {
    status: 409,
    title: 'Nothing waits to be undone',
    meaning: 'The last decision about retention counts already, or lets nothing go earlier. Decide anew instead.',
  },
  hold_released: { status: 409, title: 'The hold is released', meaning: 'A hold is released once; place a new one to hold again.' },
  clock_not_in_doubt: {
    status: 409,
    title: 'The clock is not in doubt',
    meaning: 'Retention runs; there is nothing to confirm.',
  },
} as const;
