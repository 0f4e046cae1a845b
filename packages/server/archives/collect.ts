import { MalformedError, utf8Text } from '@annals/ledger';
import { readObject, type Source } from '../destinations/destination.ts';
import { Bad } from './bad.ts';
import { type Manifest, mostManifestBytes, parseManifest, sha256Of, signatureKey } from './manifest.ts';

/** A manifest as it was found. */
export interface Found {
  manifest: Manifest;
  sha256: string;
  /** As it is stored. */
  text: string;
}

/** A copy of an archive: whatever part of it, under whatever folder. */
export interface Copy {
  /** Manifests of each organisation, by day and generation. */
  organisations: Map<string, Found[]>;
  /** Where an object of a manifest lies in the copy; null when it is not there. */
  pathOf(key: string): string | null;
  /** Objects that no manifest names: of deliveries that never ended. */
  strangers: string[];
}

const manifestForm = /(^|\/)\d{4}\/\d{2}\/\d{2}\/\d+\/manifest\.json$/;

/** Lists a copy and reads its manifests. A copy may begin above or below the archive's own root; all of it alike. */
export async function collect(source: Source): Promise<Copy> {
  const paths = new Set<string>();
  for await (const { key } of source.list('')) paths.add(key);
  const organisations = new Map<string, Found[]>();
  let shift: { before: string; cut: string } | null = null;
  for (const path of paths) {
    if (!manifestForm.test(path)) continue;
    const found = await read(source, path);
    const { key, organisation } = found.manifest;
    const here = shiftOf(path, key);
    if (here === null) throw new Bad('manifest', path, `it says that it is ${key}`);
    shift ??= here;
    if (shift.before !== here.before || shift.cut !== here.cut)
      throw new Bad('manifest', path, 'it lies elsewhere than the others, or twice');
    organisations.set(organisation, [...(organisations.get(organisation) ?? []), found]);
  }
  for (const found of organisations.values())
    found.sort(({ manifest: a }, { manifest: b }) => (a.day === b.day ? a.generation - b.generation : a.day < b.day ? -1 : 1));
  const pathOf = (key: string): string | null => {
    if (shift === null || !key.startsWith(shift.cut)) return null;
    const path = shift.before + key.slice(shift.cut.length);
    return paths.has(path) ? path : null;
  };
  const known = new Set([...organisations.values()].flatMap((all) => all.flatMap(({ manifest }) => keysOf(manifest))).map(pathOf));
  return { organisations, pathOf, strangers: [...paths].filter((path) => !known.has(path)) };
}

const keysOf = (manifest: Manifest): string[] => [
  manifest.key,
  signatureKey(manifest),
  ...manifest.objects.map((object) => object.key),
  ...manifest.replaced.map(({ by }) => by.key),
];

async function read(source: Source, path: string): Promise<Found> {
  const bytes = await readObject(source, path, mostManifestBytes);
  try {
    const text = utf8Text(bytes);
    return { manifest: parseManifest(text), sha256: sha256Of(bytes), text };
  } catch (error) {
    if (error instanceof MalformedError) throw new Bad('manifest', path, error.message);
    throw error;
  }
}

/** What stands before the keys in this copy, or what they lost. */
function shiftOf(path: string, key: string): { before: string; cut: string } | null {
  if (path.endsWith(key)) return { before: path.slice(0, path.length - key.length), cut: '' };
  if (key.endsWith(path)) return { before: '', cut: key.slice(0, key.length - path.length) };
  return null;
}
