import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { errorCode } from '../base/exit.ts';
import { hasTag } from './byte-range.ts';
import { codingOf, codings, leastBytes, type Coding } from './compress.ts';
import type { App, RouteRegistrar } from './context.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
};

interface Asset {
  bytes: Uint8Array<ArrayBuffer>;
  /** The same, compressed once it was asked for. */
  compressed: Map<Coding, Promise<Uint8Array<ArrayBuffer>>>;
  type: string;
  etag: string;
  cacheControl: string;
}

/**
 * The built portal, read once into a fixed map: no path of a request ever reaches the file system. Hashed assets may be
 * kept for ever; the page itself is asked for each time. Any other path that is not the API's is a place in the portal.
 */
export async function portalRoutes(directory: string): Promise<RouteRegistrar> {
  const assets = await readAssets(directory);
  return (app) => mount(app, assets);
}

function mount(app: App, assets: ReadonlyMap<string, Asset>): void {
  app.get('*', async (c, next) => {
    const { path } = c.req;
    if (path.startsWith('/v1/') || path === '/v1') return next();
    const asset = assets.get(path) ?? (extname(path) === '' ? assets.get('/index.html') : undefined);
    if (!asset) return extname(path) === '' ? c.html(notBuilt, 503) : next();
    // Weak: the same file goes compressed and not.
    const headers = { etag: `W/${asset.etag}`, 'cache-control': asset.cacheControl, vary: 'Accept-Encoding' };
    if (hasTag(c.req.header('if-none-match'), asset.etag)) return c.body(null, 304, headers);
    const coding = isText.test(asset.type) && asset.bytes.length >= leastBytes ? codingOf(c.req.header('accept-encoding')) : null;
    if (coding === null) return c.body(asset.bytes, 200, { ...headers, 'content-type': asset.type });
    return c.body(await compressedAs(coding, asset), 200, { ...headers, 'content-type': asset.type, 'content-encoding': coding });
  });
}

const isText = /^text|javascript|json|svg/;
/** Files change with a release: they are worth more than an answer. */
const levels: Record<Coding, number> = { zstd: 12, gzip: 9 };

async function compressedAs(coding: Coding, { bytes, compressed }: Asset): Promise<Uint8Array<ArrayBuffer>> {
  let made = compressed.get(coding);
  if (made === undefined) {
    made = codings[coding](bytes, levels[coding]).then((body) => new Uint8Array(body));
    compressed.set(coding, made);
  }
  return made;
}

async function readAssets(directory: string): Promise<Map<string, Asset>> {
  const assets = new Map<string, Asset>();
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true }).catch(noDirectory)) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const path = `/${relative(directory, file).split(sep).join('/')}`;
    const bytes = new Uint8Array(await readFile(file));
    assets.set(path, {
      bytes,
      compressed: new Map(),
      type: types[extname(path)] ?? 'application/octet-stream',
      etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
      cacheControl: path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    });
  }
  return assets;
}

function noDirectory(error: unknown): never[] {
  if (errorCode(error) === 'ENOENT') return [];
  throw error;
}

const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Annals</title>
<h1>Annals is running; its portal is not built</h1>
<p>Events are recorded and the API works. <code>npm start</code> builds the portal, or run <code>npm run build</code> and restart.</p></html>
`;
