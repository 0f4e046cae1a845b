/** Problems of archives; a part of the table in `problems.ts`. */
export const archiveProblems = {
  archive_missing: {
    status: 409,
    title: 'There is no archive',
    meaning: 'Neither the organisation nor the installation has an archive that is switched on. Set one up first.',
  },
  archive_secret_required: {
    status: 422,
    title: 'The secret access key is needed',
    meaning: 'A kept secret is used only with the place and the access key it was entered for. Enter it again.',
  },
} as const;
