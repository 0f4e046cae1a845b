import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';

/**
 * Another directory for the index, without losing the one there is before it is known to be of no use. At most one is
 * kept, beside the index; it goes as soon as an engine lives with the new one.
 * Relies on: no engine running on either.
 */
const asideOf = (path: string): string => `${path}.unreadable`;

export async function setAside(path: string): Promise<void> {
  await forgetAside(path);
  if (existsSync(path)) await rename(path, asideOf(path));
}

/** Undoes `setAside`; what the new directory holds is lost, which the ledger can make again. */
export async function putBack(path: string): Promise<void> {
  if (!existsSync(asideOf(path))) return;
  await rm(path, { recursive: true, force: true });
  await rename(asideOf(path), path);
}

export async function forgetAside(path: string): Promise<void> {
  await rm(asideOf(path), { recursive: true, force: true });
}
