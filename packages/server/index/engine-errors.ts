/** What can go wrong between the server and the engine; nothing else leaves `EngineClient`. */

/** The engine is down, busy beyond its queue, or broke off. Try again later; capture goes on. */
export class EngineUnavailable extends Error {}

/** The engine refused or failed a statement, with ClickHouse's error code (159 time, 241 memory, 47 unknown name). */
export class EngineFailed extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(`engine error ${code}: ${message}`);
    this.code = code;
  }

  /** Time, memory, files or space were short; says nothing of the data. */
  get isOfResources(): boolean {
    return [76, 159, 160, 202, 209, 210, 241, 243, 394].includes(this.code) || /No space left|Too many open files/.test(this.message);
  }

  /** A file of the index is gone, cut short or not what was written. */
  get isOfDamage(): boolean {
    return [32, 33, 40, 76, 107, 246, 271, 432].includes(this.code);
  }
}

/** A result held something that this query cannot have asked for. Fatal for the request; never shown to anybody. */
export class EngineLied extends Error {}
