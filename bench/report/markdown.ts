import type { SystemName } from '../system.ts';
import { median } from '../measure/quantile.ts';
import { budgetOf, ratioBudgetOf } from './budgets.ts';
import type { Figure, Results, RowResult } from './results.ts';

/** RESULTS.md, made from results.json and from nothing else. */
const titles: Record<SystemName, string> = { annals: 'Annals', postgres: 'PostgreSQL', sqlite: 'SQLite' };

export function markdownOf(results: Results): string {
  const { machine, dataSet } = results;
  const systems: SystemName[] = ['annals', 'postgres', 'sqlite'];
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  return [
    '# Bench',
    '',
    `\`${results.command}\`, ${results.date}.`,
    '',
    ...caveatsOf(results),
    `* Machine: ${machine.cores} × ${machine.cpu}, ${(machine.memoryBytes / 2 ** 30).toFixed(0)} GiB, Linux ${machine.kernel}, ${machine.fileSystem}; load average before: ${machine.loadBefore}.`,
    `* Versions: ${versions.join(', ')}.`,
    `* Events: ${Math.round(dataSet.meanBytes)} bytes of JSON in the mean (${dataSet.smallestBytes} to ${dataSet.largestBytes}), ${dataSet.eventTypes} event types of the catalogue, ${dataSet.organisations} organisations by zipf, the largest with ${(dataSet.largestShare * 100).toFixed(1)} %; ${dataSet.entropyBytes.toFixed(1)} random bytes an event beside the choice among ${dataSet.poolEvents.toLocaleString('en')}; ids are UUIDv7. Seed ${dataSet.seed}: the same events for every system.`,
    '* The load client is a process of its own on the same machine; it copies prepared bytes and serialises nothing.',
    ...Object.entries(results.peers).map(([name, peer]) =>
      'absent' in peer
        ? `* ${titles[name as SystemName]}: not measured (${peer.absent}).`
        : `* ${titles[name as SystemName]}: ${peer.version}; ${peer.settings}. ${peer.note}`,
    ),
    '* Ratios are ours by theirs, turned so that above 1 is in our favour. Where a row was repeated, the median stands with least and most.',
    '',
    ...results.rows.flatMap((row) => sectionOf(row, systems, results.command)),
  ].join('\n');
}

/** What makes the figures unfit to be quoted. */
function caveatsOf({ machine, options }: Results): string[] {
  const reasons: string[] = [];
  if (machine.loadBefore > 0.5) reasons.push(`the machine was not quiet (load average ${machine.loadBefore} before the run)`);
  if (options.seconds < 10) reasons.push(`timed rows lasted only ${options.seconds} s`);
  if (Math.max(...options.steps) < 1_000_000) reasons.push('there were fewer than a million events');
  return reasons.length === 0 ? [] : [`**Shows the form only, not what Annals can do:** ${reasons.join('; ')}.`, ''];
}

function sectionOf(row: RowResult, systems: readonly SystemName[], command: string): string[] {
  const names = [...new Set(row.figures.map(({ what }) => what))];
  return [
    `## ${row.name}: ${row.says}`,
    '',
    ...(row.command === command ? [] : [`* Measured by \`${row.command}\`, ${row.date}.`]),
    ...row.notes.map((note) => `* ${note}`),
    '',
    '| | unit | Annals | PostgreSQL | SQLite | by PostgreSQL | by SQLite | budget |',
    '|---|---|--:|--:|--:|--:|--:|---|',
    ...names.map((what) =>
      lineOf(
        row.name,
        what,
        systems.map((system) => row.figures.find((figure) => figure.what === what && figure.system === system)),
      ),
    ),
    '',
  ];
}

function lineOf(row: string, what: string, figures: readonly (Figure | undefined)[]): string {
  const [ours, postgres, sqlite] = figures;
  const any = figures.find((figure) => figure !== undefined);
  return `| ${[what, any?.unit ?? '', ...figures.map(valueOf), ratioOf(ours, postgres), ratioOf(ours, sqlite), verdictOf(row, what, ours, postgres)].join(' | ')} |`;
}

function valueOf(figure: Figure | undefined): string {
  if (figure === undefined) return '';
  const { values } = figure;
  const range = values.length > 1 ? ` (${numberOf(Math.min(...values))}–${numberOf(Math.max(...values))})` : '';
  return numberOf(median(values)) + range;
}

function ratioOf(ours: Figure | undefined, theirs: Figure | undefined): string {
  const ratio = ratio1(ours, theirs);
  return ratio === null ? '' : `${ratio.toPrecision(2)} ×`;
}

function ratio1(ours: Figure | undefined, theirs: Figure | undefined): number | null {
  if (!ours?.better || !theirs) return null;
  const [a, b] = [median(ours.values), median(theirs.values)];
  const ratio = ours.better === 'more' ? a / b : b / a;
  return Number.isFinite(ratio) && ratio > 0 ? ratio : null;
}

function verdictOf(row: string, what: string, ours: Figure | undefined, postgres: Figure | undefined): string {
  const verdicts: string[] = [];
  const limit = budgetOf(row, what);
  if (limit !== null && ours?.better) {
    const value = median(ours.values);
    const met = ours.better === 'more' ? value >= limit : value <= limit;
    verdicts.push(`${ours.better === 'more' ? '≥' : '≤'} ${numberOf(limit)}: ${met ? 'met' : '**not met**'}`);
  }
  const least = ratioBudgetOf(row, what);
  const ratio = ratio1(ours, postgres);
  if (least !== null && ratio !== null) verdicts.push(`≥ ${least} × PostgreSQL: ${ratio >= least ? 'met' : '**not met**'}`);
  return verdicts.join('; ');
}

function numberOf(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(3)));
}
