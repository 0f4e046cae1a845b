/** Every English word about time on the audit page: ranges, and the bars of events over time. */
export const timeCopy = {
  rangeLabel: 'Range',
  spans: {
    any: 'Any time',
    chosen: 'As chosen',
    '15m': 'Last 15 minutes',
    '1h': 'Last hour',
    '24h': 'Last 24 hours',
    '7d': 'Last 7 days',
    '30d': 'Last 30 days',
  },
  histogram: {
    title: 'Events over time',
    choose: 'Choose a time: arrow keys, Shift to widen, Enter to take',
    counts: (all: number, failed: number) =>
      `${all.toLocaleString('en')} ${all === 1 ? 'event' : 'events'}${failed === 0 ? '' : `, ${failed.toLocaleString('en')} failed`}`,
    width: (width: string) => `1 bar: ${width}`,
    wider: 'Wider',
    columns: { time: 'Time', success: 'Success', failure: 'Failure', unknown: 'Unknown' },
  },
};
