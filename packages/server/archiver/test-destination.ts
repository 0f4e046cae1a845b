import { randomBytes } from 'node:crypto';
import { type Destination, readObject } from '../destinations/destination.ts';
import { DestinationError, namedError } from '../destinations/errors.ts';

export interface TestStep {
  step: 'write' | 'read' | 'list' | 'lock' | 'delete';
  ok: boolean;
  reason: string | null;
  detail: string | null;
}

/**
 * Tries with an object of its own what archiving will do: writes, reads back, lists, locks where that is asked for,
 * deletes. Ends at the first step that fails, and names it; the object is removed in any case where it can be.
 */
export async function testDestination(destination: Destination, lock: { mode: 'governance' | 'compliance' } | null): Promise<TestStep[]> {
  const key = `test/${randomBytes(8).toString('hex')}`;
  const bytes = Buffer.from('Annals writes, reads and deletes this object to test the archive.\n');
  const acts: [TestStep['step'], () => Promise<void>][] = [
    ['write', async () => void (await destination.put(key, bytes))],
    [
      'read',
      async () => {
        if (!(await readObject(destination, key, 4096)).equals(bytes)) throw new Error('what is read is not what was written');
      },
    ],
    [
      'list',
      async () => {
        for await (const one of destination.list(key)) if (one.bytes === bytes.length) return;
        throw new Error('what was written is not listed');
      },
    ],
    // Governance, and for a moment only: the test must not leave what nobody can remove.
    ...(lock
      ? [['lock', () => destination.lock(key, 'governance', new Date(Date.now() + 2_000))] as [TestStep['step'], () => Promise<void>]]
      : []),
    ['delete', () => destination.remove(key)],
  ];
  const steps: TestStep[] = [];
  for (const [step, act] of acts) {
    try {
      await act();
      steps.push({ step, ok: true, reason: null, detail: null });
    } catch (error) {
      const { reason, message } = error instanceof DestinationError ? error : namedError(error, step, destination.name);
      steps.push({ step, ok: false, reason, detail: message });
      // The step that failed is what is told; the probe's key is new each time, so one that stays is in nobody's way.
      if (step !== 'write') await destination.remove(key).catch(() => undefined);
      break;
    }
  }
  return steps;
}
