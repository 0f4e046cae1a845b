import { AnnalsClient } from '@annals/client';
import { UsageError } from './exit.ts';
import type { Terminal } from './terminal.ts';

/** The server that ANNALS_URL names (this machine's by default), asked with the key of ANNALS_KEY. */
export function connect({ env }: Terminal): AnnalsClient {
  const url = env['ANNALS_URL'] || 'http://127.0.0.1:8484';
  if (!URL.canParse(url)) throw new UsageError(`ANNALS_URL must be an address like http://127.0.0.1:8484.`);
  const key = env['ANNALS_KEY'];
  if (!key) throw new UsageError('ANNALS_KEY is not set: make an API key in the portal (Settings, API keys) and set it to the token.');
  return new AnnalsClient({ url, key, userAgent: 'annals-cli' });
}

/** For what the server tells anyone. */
export function connectWithoutKey({ env }: Terminal): AnnalsClient {
  const url = env['ANNALS_URL'] || 'http://127.0.0.1:8484';
  if (!URL.canParse(url)) throw new UsageError(`ANNALS_URL must be an address like http://127.0.0.1:8484.`);
  return new AnnalsClient({ url, key: env['ANNALS_KEY'] || undefined, userAgent: 'annals-cli' });
}
