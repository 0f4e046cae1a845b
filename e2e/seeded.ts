import { hash, randomInt } from 'node:crypto';

/** Choices that look random and follow from a seed alone, so that a failed run can be repeated with the same ones. */
export interface Seeded {
  /** From 0 inclusive to 1 exclusive. */
  part(): number;
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number;
  chance(part: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** Another source that follows from this seed and the name, whatever this one has given. */
  named(name: string | number): Seeded;
}

export function seeded(seed: string): Seeded {
  let taken = 0;
  const part = (): number => Number.parseInt(hash('sha256', `${seed}#${taken++}`, 'hex').slice(0, 12), 16) / 2 ** 48;
  return {
    part,
    whole: (least, most) => least + Math.floor(part() * (most - least + 1)),
    chance: (wanted) => part() < wanted,
    pick: (list) => list[Math.floor(part() * list.length)]!,
    named: (name) => seeded(`${seed}/${name}`),
  };
}

/** `ANNALS_TEST_SEED`, or a new one; a test prints it. */
export function testSeed(): string {
  return process.env['ANNALS_TEST_SEED'] || String(randomInt(1_000_000_000));
}
