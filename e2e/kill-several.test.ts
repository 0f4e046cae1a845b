import { describe, it } from 'node:test';
import { killRounds, testRounds } from './kill-rounds.ts';
import { testSeed } from './seeded.ts';

const seed = testSeed();
const directories = 5;
const rounds = Math.ceil(testRounds() / 2 / directories);
const organisations = ['acme', 'bolt', 'core'];

/** The same with three organisations in one commit, and with changes of control.db whose events go through the outbox. */
describe('kill -9 of the server under eight writers of several organisations, who also make keys', () => {
  for (let directory = 1; directory <= directories; directory++) {
    it(`loses no event and no act, doubles none, leaves no gap: ${rounds} rounds, directory ${directory} of ${directories}`, (t) =>
      killRounds(t, { seed, name: `several-${directory}`, rounds, writers: 8, organisations, acts: 0.1 }));
  }
});
