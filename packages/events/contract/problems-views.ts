/** Problems of saved views; a part of the table in `problems.ts`. */
export const viewProblems = {
  views_full: {
    status: 409,
    title: 'There are too many saved views',
    meaning: 'A user has at most 100 private views in an organisation, and an organisation 200 shared ones. Remove one first.',
  },
} as const;
