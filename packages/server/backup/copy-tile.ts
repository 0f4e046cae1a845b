import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hashBytes, type Tile, tilePath, tileWidth } from '@annals/ledger';
import { errorCode } from '../base/exit.ts';
import { writeSynced } from '../base/files.ts';
import { readIfThere } from '../segments/read-if-there.ts';
import type { BackupFile } from './manifest.ts';

const mostTries = 20;

/**
 * Copies one tile. A partial one may have been replaced by a longer one since the snapshot: hashes are only ever added,
 * so its first ones are the same.
 */
export async function copyTile(data: string, directory: string, organisation: string, tile: Tile): Promise<BackupFile> {
  const folder = `segments/${organisation}`;
  const path = `${folder}/${tilePath(tile)}`;
  for (let tries = 0; tries < mostTries; tries++) {
    for (const width of tile.width === tileWidth ? [tileWidth] : [tile.width, tileWidth, ...(await longerThan(data, folder, tile))]) {
      const bytes = await readIfThere(join(data, folder, tilePath({ ...tile, width })));
      if (bytes === null) continue;
      if (bytes.length !== width * hashBytes)
        throw new Error(`${folder}/${tilePath({ ...tile, width })} has ${bytes.length} bytes, not ${width * hashBytes}: run annals doctor`);
      const part = bytes.subarray(0, tile.width * hashBytes);
      await writeSynced(join(directory, path), part);
      return { path, bytes: part.length, sha256: createHash('sha256').update(part).digest('hex') };
    }
  }
  throw new Error(`${path} is missing: run annals doctor`);
}

async function longerThan(data: string, folder: string, tile: Tile): Promise<number[]> {
  const partials = join(data, folder, tilePath({ ...tile, width: 1 }), '..');
  const names = await readdir(partials).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  return names.filter((name) => /^\d{1,3}$/.test(name) && Number(name) > tile.width).map(Number);
}
