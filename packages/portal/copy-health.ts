/** Every English word of the page "Tasks and health", fetched with it. */

interface TaskCopy {
  name: string;
  does: string;
  /** What to do when its runs keep failing. */
  advice: string;
}

const tasks: Readonly<Record<string, TaskCopy>> = {
  sealer: {
    name: 'Sealer',
    does: 'Signs checkpoints',
    advice: 'Check that keys and signed in the data directory can be read and written, and that the disk is well.',
  },
  segments: {
    name: 'Segments',
    does: 'Moves signed events from the journal into closed segments',
    advice: 'Check that segments in the data directory can be read and written, and that the disk is well. The events stay in the journal.',
  },
  indexer: {
    name: 'Indexer',
    does: 'Makes recorded events searchable',
    advice:
      'If the engine does not come back, read the log; memory is the usual cause. The index can be thrown away: it is made anew from the ledger.',
  },
  'own-events': {
    name: 'Own events',
    does: 'Records what Annals itself did',
    advice: 'The events are kept. An organisation that takes no events holds back its own: see below.',
  },
  'index-check': {
    name: 'Index check',
    does: 'Reads the index again, part by part',
    advice: 'A damaged part is made anew from the ledger by itself. If it comes back, look at the disk.',
  },
  verifier: {
    name: 'Verifier',
    does: 'Reads what is stored again and compares it with what was signed',
    advice: 'Run `annals doctor` on the stopped server: it names each place and what to restore.',
  },
  'task-memory': {
    name: 'Task memory',
    does: 'Keeps when each task last ran, for the next start',
    advice: 'Check that run in the data directory can be written.',
  },
  exports: {
    name: 'Exports',
    does: 'Makes the files of exports, and removes those whose time is over',
    advice: 'Check that exports in the data directory can be written, and that the disk has room.',
  },
  sessions: { name: 'Sessions', does: 'Removes sessions that have ended', advice: 'Check that control.db can be written.' },
};

const parts: Readonly<Record<string, string>> = {
  disk: 'Disk',
  journal: 'Journal',
  control: 'Users and keys',
  engine: 'Search engine',
  index: 'Index',
  sealing: 'Sealing',
  ledger: 'Ledger',
  'own-events': 'Own events',
  background: 'Background work',
  clock: 'Clock',
};

export const copyHealth = {
  title: 'Tasks and health',
  what: 'the health of the installation',
  loading: 'Asking how everything is',
  asOf: 'As of',
  states: {
    ready: { title: 'Everything works', text: 'Events are recorded and found.' },
    degraded: { title: 'Events are recorded; something else needs attention', text: '' },
    unavailable: { title: 'Events cannot be recorded', text: 'Producers keep them and try again.' },
  },
  stale: 'What is shown is from before the problem.',
  part: (part: string) => parts[part] ?? tasks[part]?.name ?? part,
  next: 'What to do:',
  recording: {
    title: 'Recording',
    disk: 'Disk',
    diskFree: (free: string, size: string) => `${free} free of ${size}`,
    diskNote: (watermark: string) => `Events are refused under ${watermark} of free space.`,
    queue: 'Queue',
    queueUsed: (bytes: string, limit: string) => `${bytes} of ${limit}`,
    queueNote: (requests: number) =>
      requests === 0
        ? 'No request waits for the disk.'
        : `${requests.toLocaleString('en')} ${requests === 1 ? 'request waits' : 'requests wait'} for the disk.`,
    ownEvents: 'Own events waiting',
  },
  ledger: {
    title: 'Ledger',
    checkpoint: 'Last checkpoint',
    unsigned: 'Waiting for a checkpoint',
    unsignedNone: 'Nothing',
    unsignedSince: (age: string) => `since ${age}`,
    unsealed: 'In the journal only',
    unsealedBy: (events: number, age: string) =>
      `${events.toLocaleString('en')} ${events === 1 ? 'event' : 'events'}, the oldest from ${age}`,
    unsealedNone: 'Nothing',
    organisations: 'Organisations',
    refused: 'Taking no events',
  },
  search: {
    title: 'Search',
    engine: 'Engine',
    engines: { starting: 'Starting', ready: 'Ready', down: 'Down, starting again', unsupported: 'Cannot run here', stopped: 'Stopped' },
    restarts: 'Restarts',
    behind: 'Behind',
    behindNone: 'Nothing: every event is found',
    behindBy: (events: number, age: string) => `${events.toLocaleString('en')} ${events === 1 ? 'event' : 'events'}, the first from ${age}`,
    unreadable: 'Organisations it cannot read',
    memory: 'Memory',
    error: 'Last error',
  },
  server: (version: string, started: string, memory: string) => `Annals ${version}, started ${started}, ${memory} of memory`,
  tasks: {
    title: 'Background tasks',
    task: 'Task',
    state: 'State',
    success: 'Last success',
    took: 'Took',
    runs: 'Runs',
    failed: 'Failed',
    report: 'Report',
    never: 'Not yet',
    none: 'No task has run yet. The first run within a second of the start.',
    states: { working: 'Working', failing: 'Failing', late: 'Late', waiting: 'Not run yet' },
    error: (task: string) => `the error of ${task}`,
    name: (task: string) => tasks[task]?.name ?? task,
    does: (task: string) => tasks[task]?.does ?? '',
    advice: (task: string) => `The next run tries again by itself. ${tasks[task]?.advice ?? 'If it lasts, read the log.'}`,
    below: 'Its row below has the error and what to do.',
    lateAdvice:
      'It should have run again by now. If it stays so, look at disk and processor; a restart loses nothing that was acknowledged.',
  },
  refused: {
    title: 'Organisations that take no events',
    lead: 'Their ledger does not extend what was signed: an older copy of the data was put back, or files were changed. Put the newest data back. Only if it is lost, continue the ledger as it is; the reason you give is recorded with it.',
    command: 'the command',
    reason: 'WHY',
  },
} as const;
