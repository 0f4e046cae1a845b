import { markers, places, type Marker } from './markers.ts';

/**
 * A text with holes. Filling it costs one copy of its bytes and one small copy a hole: no event is serialised while a
 * clock runs.
 */
export class Template {
  readonly bytes: Buffer;
  readonly holes: readonly { at: number; from: number; length: number }[];

  constructor(text: string) {
    this.bytes = Buffer.from(text);
    this.holes = (Object.keys(markers) as Marker[]).flatMap((marker) => this.#find(marker));
  }

  /** Writes the text with the values of `area` at `at`; returns where it ends. */
  fill(into: Buffer, at: number, area: Buffer): number {
    this.bytes.copy(into, at);
    for (const hole of this.holes) area.copy(into, at + hole.at, hole.from, hole.from + hole.length);
    return at + this.bytes.length;
  }

  /** How often the marker's value stands in the text. */
  count(marker: Marker): number {
    return this.#find(marker).length;
  }

  #find(marker: Marker): { at: number; from: number; length: number }[] {
    const text = markers[marker];
    const found: { at: number; from: number; length: number }[] = [];
    for (let at = this.bytes.indexOf(text); at >= 0; at = this.bytes.indexOf(text, at + text.length))
      found.push({ at, from: places[marker], length: text.length });
    return found;
  }
}
