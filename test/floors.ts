import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/**
 * The floors of the house, from the ground up. A file may import from its own room and from lower floors, never from
 * beside or above. The longest prefix that fits a path decides where it stands.
 */
export const floors: readonly (readonly Room[])[] = [
  [['packages/events'], ['packages/ledger']],
  [['packages/client'], ['packages/server/base']],
  [['packages/server/control'], ['packages/server/journal'], ['packages/server/destinations']],
  [['packages/server/segments']],
  [['packages/server/index'], ['packages/server/archives']],
  [['packages/server/access']],
  // Verbs: they know the stores and never each other.
  [
    ['packages/server/recorder', 'packages/server/prepare'],
    ['packages/server/search'],
    ['packages/server/exporter'],
    ['packages/server/sealer'],
    ['packages/server/verifier'],
    ['packages/server/backup'],
    ['packages/server/archiver'],
    ['packages/server/retention'],
    ['packages/server/streamer'],
  ],
  [['packages/server/own-events']],
  [['packages/server/tasks'], ['packages/server/metrics']],
  [['packages/server/background']],
  [['packages/server/health']],
  [['packages/server/http']],
  [['packages/server/main', 'packages/server/server']],
  [['packages/cli'], ['packages/portal']],
];

/** Paths that are one thing: a folder, or files that begin alike. */
type Room = readonly [string, ...string[]];

/** Packages that may know only these others, wherever they stand. */
export const only: Readonly<Record<string, readonly string[]>> = {
  'packages/portal': ['packages/events', 'packages/ledger', 'packages/client'],
  'packages/client': ['packages/events'],
};

export interface Import {
  from: string;
  to: string;
  line: number;
}

export const root = join(import.meta.dirname, '..');

export function sourceFiles(): string[] {
  return globSync('packages/**/*.{ts,tsx}', { cwd: root, exclude: (path) => /(^|\/)(node_modules|dist)(\/|$)/.test(path) }).sort();
}

export const isTest = (path: string): boolean => /\.test\.tsx?$|(^|\/)testing(\/|\.|-)/.test(path);

/** Every import of a file of ours by another, package names resolved to their folder. */
export function importsOf(path: string): Import[] {
  const found: Import[] = [];
  readFileSync(join(root, path), 'utf8')
    .split('\n')
    .forEach((text, index) => {
      const specifier = /(?:^|\s|\()(?:from|import)\s*\(?['"]([^'"]+)['"]/.exec(text)?.[1];
      if (specifier === undefined) return;
      const own = /^@annals\/([a-z]+)/.exec(specifier);
      if (own) found.push({ from: path, to: `packages/${own[1]}/index.ts`, line: index + 1 });
      else if (specifier.startsWith('.'))
        found.push({ from: path, to: relative(root, join(root, dirname(path), specifier)), line: index + 1 });
    });
  return found;
}

export interface Place {
  floor: number;
  /** The room on the floor: what stands beside it is another. */
  room: string;
}

const prefixes = floors.flatMap((rooms, floor) => rooms.flatMap((room) => room.map((prefix) => ({ floor, room: room[0], prefix }))));

export function placeOf(path: string): Place | null {
  const fitting = prefixes.filter(
    ({ prefix }) => path === `${prefix}.ts` || path.startsWith(`${prefix}/`) || path.startsWith(`${prefix}-`),
  );
  return fitting.toSorted((a, b) => b.prefix.length - a.prefix.length)[0] ?? null;
}

/** Why an import may not be, or null. */
export function objection({ from, to }: Import): string | null {
  const allowed = Object.entries(only).find(([room]) => from.startsWith(`${room}/`));
  if (allowed && !to.startsWith(`${allowed[0]}/`) && !allowed[1].some((room) => to.startsWith(`${room}/`)))
    return `${allowed[0]} may import only ${allowed[1].join(', ')}`;
  const [here, there] = [placeOf(from), placeOf(to)];
  if (!here) return `${from} stands on no floor: add it in test/floors.ts`;
  if (!there) return `${to} stands on no floor: add it in test/floors.ts`;
  if (here.room === there.room || there.floor < here.floor) return null;
  return there.floor === here.floor ? `${here.room} and ${there.room} stand beside each other` : `${there.room} stands above ${here.room}`;
}
