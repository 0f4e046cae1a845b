import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import type { Source, StoredObject } from './destination.ts';
import { namedError } from './errors.ts';

/** A copy of a bucket on disk, read as the bucket would be. Keys that would leave the folder are refused. */
export class FolderSource implements Source {
  readonly name: string;

  constructor(path: string) {
    this.name = resolve(path);
  }

  async head(key: string): Promise<StoredObject | null> {
    try {
      const found = await stat(this.#path(key));
      return found.isFile() ? { key, bytes: found.size } : null;
    } catch (error) {
      const failed = namedError(error, 'read', key);
      if (failed.reason === 'object_missing') return null;
      throw failed;
    }
  }

  async get(key: string): Promise<AsyncIterable<Uint8Array>> {
    const path = this.#path(key);
    if ((await this.head(key)) === null) throw namedError(Object.assign(new Error(key), { code: 'ENOENT' }), 'read', key);
    return createReadStream(path, { highWaterMark: 256 * 1024 });
  }

  async *list(prefix: string): AsyncIterable<StoredObject> {
    const found = await readdir(this.name, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
      throw namedError(error, 'list', this.name);
    });
    const keys = found
      .filter((entry) => entry.isFile())
      .map((entry) => relative(this.name, join(entry.parentPath, entry.name)).split(sep).join('/'));
    for (const key of keys.filter((one) => one.startsWith(prefix)).sort()) yield { key, bytes: (await stat(join(this.name, key))).size };
  }

  close(): void {}

  #path(key: string): string {
    const path = resolve(this.name, key);
    if (!path.startsWith(this.name.endsWith(sep) ? this.name : this.name + sep)) throw new Error(`${key} is not a key inside the folder`);
    return path;
  }
}
