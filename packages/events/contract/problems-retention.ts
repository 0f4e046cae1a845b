/** Problems of retention and holds; a part of the table in `problems.ts`. */
export const retentionProblems = {
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
