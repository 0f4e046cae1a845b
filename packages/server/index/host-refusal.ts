/** What the engine host itself refuses, in the form in which the engine says such things. */
export class HostRefusal extends Error {
  readonly code: number;
  readonly type: string;
  constructor(code: number, message: string, type: string) {
    super(message);
    this.code = code;
    this.type = type;
  }
}
