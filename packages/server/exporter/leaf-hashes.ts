/** What the leaves of events found in the index are asked of. */
export interface Leaves {
  leafHashes(organisation: string, from: number, to: number): Promise<Uint8Array>;
}

const tileLeaves = 256;
const mostTiles = 512;

/** Leaf hashes of one organisation by sequence; a tile is read once for events that stand near each other. */
export class LeafHashes {
  readonly #leaves: Leaves;
  readonly #organisation: string;
  /** Events the tree has for this reader. */
  readonly #size: number;
  readonly #tiles = new Map<number, Uint8Array>();

  constructor(leaves: Leaves, organisation: string, size: number) {
    this.#leaves = leaves;
    this.#organisation = organisation;
    this.#size = size;
  }

  async of(sequence: number): Promise<string> {
    const tile = Math.floor(sequence / tileLeaves);
    let hashes = this.#tiles.get(tile);
    if (!hashes) {
      const from = tile * tileLeaves;
      hashes = await this.#leaves.leafHashes(this.#organisation, from, Math.min(from + tileLeaves, this.#size));
      if (this.#tiles.size >= mostTiles) this.#tiles.clear();
      this.#tiles.set(tile, hashes);
    }
    const at = (sequence - tile * tileLeaves) * 32;
    return Buffer.from(hashes.subarray(at, at + 32)).toString('base64');
  }
}
