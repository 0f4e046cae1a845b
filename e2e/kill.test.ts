import { describe, it } from 'node:test';
import { killRounds, testRounds } from './kill-rounds.ts';
import { testSeed } from './seeded.ts';

const seed = testSeed();
const directories = 5;
const rounds = Math.ceil(testRounds() / 2 / directories);

/** kill -9 of the server under eight writers, all of one organisation: one journal, one tree, one list of segments. */
describe('kill -9 of the server under eight writers of one organisation', () => {
  for (let directory = 1; directory <= directories; directory++) {
    it(`loses nothing acknowledged, doubles nothing, leaves no gap: ${rounds} rounds, directory ${directory} of ${directories}`, (t) =>
      killRounds(t, { seed, name: `one-${directory}`, rounds, writers: 8, organisations: ['acme'], acts: 0 }));
  }
});
