const lookMs = 1_000;

/** Aborts when `outer` does, or when a look each second finds `isHopeless`, until `over` is called. */
export class Until {
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal | undefined;
  readonly #timer: NodeJS.Timeout;
  readonly #abort = (): void => this.#controller.abort();

  constructor(isHopeless: () => boolean, outer?: AbortSignal) {
    this.#outer = outer;
    this.#timer = setInterval(() => isHopeless() && this.#abort(), lookMs);
    if (outer?.aborted === true) this.#abort();
    else outer?.addEventListener('abort', this.#abort);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  over(): void {
    clearInterval(this.#timer);
    this.#outer?.removeEventListener('abort', this.#abort);
  }
}
