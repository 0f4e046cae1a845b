/** Problems of exports; a part of the table in `problems.ts`. */
export const exportProblems = {
  export_too_large: {
    status: 422,
    title: 'Too much for a stream',
    meaning: 'So many events are not streamed in this format. Make a job with `POST /v1/exports`, which has no limit, or narrow the query.',
  },
  export_not_ready: {
    status: 409,
    title: 'The export has no files',
    meaning: 'The job is queued or running, or it failed or was cancelled. Ask `GET /v1/exports/{id}` for its state.',
  },
  export_gone: {
    status: 410,
    title: 'The files are gone',
    meaning: 'The export expired, or a file of it was removed from the disk. Make it again.',
  },
  export_damaged: {
    status: 500,
    title: 'The file is not what was written',
    meaning:
      'Size or SHA-256 of the stored file differ from what was recorded when it was written. It is not served. Make the export again.',
  },
  range_invalid: {
    status: 416,
    title: 'The range cannot be served',
    meaning: '`Range` begins behind the end of the file. Content-Range says how long it is.',
  },
} as const;
