import { Template } from './template.ts';

const scratch = Buffer.allocUnsafe(256 * 1024);

/** A template whose filled form is a string; without holes it is the same string each time. */
export class TextTemplate {
  readonly #text: string;
  readonly #template: Template | null;

  constructor(text: string) {
    const template = new Template(text);
    this.#text = text;
    this.#template = template.holes.length === 0 ? null : template;
  }

  fill(area: Buffer): string {
    if (this.#template === null) return this.#text;
    return scratch.toString('utf8', 0, this.#template.fill(scratch, 0, area));
  }
}
