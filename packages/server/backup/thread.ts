import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../base/exit.ts';
import { type BackupProgress, type BackupSummary, takeBackup } from './take.ts';

/** The backup thread's main: one backup, away from the thread that answers requests. It asks for stillness by name. */

export type StillPart = 'sealing' | 'control';
export type FromBackup =
  | { kind: 'still'; part: StillPart }
  | { kind: 'moving'; part: StillPart }
  | { kind: 'progress'; progress: BackupProgress }
  | { kind: 'taken'; summary: BackupSummary }
  | { kind: 'failed'; detail: string };
/** What the thread asked for is still now. */
export type ToBackup = { kind: 'still'; part: StillPart };

const port = parentPort;
if (!port) throw new Error('The backup thread was started without a parent.');
const { data, directory } = workerData as { data: string; directory: string };
const say = (message: FromBackup): void => port.postMessage(message);
const waiting = new Map<StillPart, () => void>();
port.on('message', ({ part }: ToBackup) => waiting.get(part)?.());

const whileStill =
  (part: StillPart) =>
  async <T>(work: () => Promise<T>): Promise<T> => {
    await new Promise<void>((still) => {
      waiting.set(part, still);
      say({ kind: 'still', part });
    });
    try {
      return await work();
    } finally {
      say({ kind: 'moving', part });
    }
  };

/** So often is progress told. */
const progressMs = 500;
let toldAt = 0;
const onProgress = (progress: BackupProgress): void => {
  if (performance.now() - toldAt < progressMs) return;
  toldAt = performance.now();
  say({ kind: 'progress', progress });
};

try {
  const still = { sealing: whileStill('sealing'), control: whileStill('control') };
  const summary = await takeBackup({ data, directory, still, onProgress });
  say({ kind: 'taken', summary });
} catch (error) {
  say({ kind: 'failed', detail: messageOf(error) });
}
port.close();
