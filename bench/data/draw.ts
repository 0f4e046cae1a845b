import { areaBytes, places } from './markers.ts';
import { Random } from './random.ts';

const digits = Buffer.from('0123456789abcdef');
const hexOfByte = Uint16Array.from({ length: 256 }, (_, byte) => digits[byte >> 4]! | (digits[byte & 15]! << 8));

/**
 * The stream of events of a seed: which template comes next and what its holes hold. Two streams of the same seed give
 * the same events, so every system is given the same ones.
 */
export class Draw {
  /** ASCII of the values of the event drawn last; see `places`. */
  readonly area = Buffer.alloc(areaBytes);
  readonly #random: Random;
  readonly #range: { first: number; count: number };
  readonly #inTurn: boolean;
  #lastMs = -1;
  #turn = 0;

  constructor(seed: number, range: { first: number; count: number }, inTurn = false) {
    this.#random = new Random(seed);
    this.#range = range;
    this.#inTurn = inTurn;
  }

  /** Draws the event that occurred at `ms`; returns the number of its template. */
  next(ms: number): number {
    const random = this.#random;
    const { first, count } = this.#range;
    const template = first + (this.#inTurn ? this.#turn++ % count : random.below(count));
    if (ms !== this.#lastMs) {
      this.#lastMs = ms;
      this.area.write(new Date(ms).toISOString(), places.occurredAt, 'latin1');
      const hex = ms.toString(16).padStart(12, '0');
      this.area.write(`${hex.slice(0, 8)}-${hex.slice(8)}-`, places.id, 'latin1');
    }
    this.#uuidTail(places.id + 14, '7');
    this.#hex(places.reference, random.bits(), 8);
    this.area[places.reference + 8] = 0x2d;
    this.#hex(places.reference + 9, random.bits(), 4);
    this.area[places.reference + 13] = 0x2d;
    this.#uuidTail(places.reference + 14, '4');
    this.#hex(places.correlation, random.bits(), 8);
    this.#hex(places.correlation + 8, random.bits(), 8);
    return template;
  }

  /** `Vxxx-8xxx-xxxxxxxxxxxx` */
  #uuidTail(at: number, version: '4' | '7'): void {
    const random = this.#random;
    this.#hex(at, random.bits(), 4);
    this.area[at] = version.charCodeAt(0);
    this.area[at + 4] = 0x2d;
    this.#hex(at + 5, random.bits(), 4);
    this.area[at + 5] = 0x38 + (random.bits() & 1);
    this.area[at + 9] = 0x2d;
    this.#hex(at + 10, random.bits(), 8);
    this.#hex(at + 18, random.bits(), 4);
  }

  #hex(at: number, bits: number, count: 4 | 8): void {
    for (let byte = 0; byte < count / 2; byte++) {
      const two = hexOfByte[(bits >>> (byte * 8)) & 255]!;
      this.area[at + byte * 2] = two & 255;
      this.area[at + byte * 2 + 1] = two >> 8;
    }
  }
}
