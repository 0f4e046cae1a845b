/**
 * Values of one statement. `add` is the only way a value of anybody else's gets near SQL: it returns the placeholder
 * that stands in the text, and the value travels beside.
 */
export type ParameterType = 'String' | 'UUID' | 'Int64' | 'UInt64' | 'Float64' | 'IPv6' | 'Array(String)' | 'Array(Int64)';

export class Parameters {
  readonly values: Record<string, unknown> = {};
  #count = 0;

  add(type: ParameterType, value: string | number | readonly string[] | readonly number[]): string {
    this.#count += 1;
    const name = `p${this.#count}`;
    this.values[name] = value;
    return `{${name}:${type}}`;
  }

  /** An instant in milliseconds as the engine's DateTime64(3). */
  instant(ms: number): string {
    return `fromUnixTimestamp64Milli(${this.add('Int64', ms)}, 'UTC')`;
  }
}
