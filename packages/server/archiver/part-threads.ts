import { Worker } from 'node:worker_threads';
import { messageOf } from '../base/exit.ts';
import { type DayPart, partsOf } from './day-part.ts';
import type { DeliveryPlan } from './job.ts';
import type { FromPartThread, PartThreadData, ToPartThread } from './part-thread.ts';

const threads = 2;
/** So many parts a thread has before it, or waiting behind it: it never idles, and memory stays bounded. */
const ahead = 2;

/** The parts of a plan in order, made by two threads; both end with the loop, however it ends. */
export async function* partsByThreads(data: string, plan: DeliveryPlan): AsyncGenerator<DayPart, void> {
  const makers = Array.from({ length: threads }, () => new PartThread({ data, plan }));
  try {
    const parts = partsOf(plan);
    const asked: Promise<DayPart>[] = [];
    for (let turn = 0; ; turn++) {
      for (let next; asked.length < threads * ahead && !(next = parts.next()).done;)
        asked.push(makers[(turn + asked.length) % threads]!.make(next.value));
      const part = asked.shift();
      if (part === undefined) return;
      yield await part;
    }
  } finally {
    await Promise.all(makers.map((maker) => maker.end()));
  }
}

class PartThread {
  readonly #worker: Worker;
  readonly #waiting: { resolve: (part: DayPart) => void; reject: (error: Error) => void }[] = [];
  #gone: Error | null = null;

  constructor(data: PartThreadData) {
    this.#worker = new Worker(new URL('./part-thread.ts', import.meta.url), {
      workerData: data,
      // Texts of a part are short-lived: they end among the young, and the thread stays small.
      resourceLimits: { maxYoungGenerationSizeMb: 12 },
    });
    this.#worker.on('message', (answer: FromPartThread) => {
      const asker = this.#waiting.shift();
      if ('part' in answer) asker?.resolve(answer.part);
      else asker?.reject(Object.assign(new Error(answer.failed.detail), { name: answer.failed.name }));
    });
    this.#worker.on('error', (error) => this.#end(messageOf(error)));
    this.#worker.on('exit', (code) => this.#end(`exit code ${code}`));
  }

  make(range: ToPartThread): Promise<DayPart> {
    const part = new Promise<DayPart>((resolve, reject) => {
      if (this.#gone !== null) return reject(this.#gone);
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(range);
    });
    // Told when its turn comes; a loop that ended before does not ask.
    part.catch(() => undefined);
    return part;
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #end(why: string): void {
    this.#gone ??= new Error(`a thread of the archiver ended: ${why}`);
    for (const { reject } of this.#waiting.splice(0)) reject(this.#gone);
  }
}
