import type { ApiKey } from '../api/shapes.ts';

/** Does the key still open anything? Revoked counts before expired: somebody decided it. */
export function keyState(key: Pick<ApiKey, 'revoked_at' | 'expires_at'>, now: number): 'active' | 'revoked' | 'expired' {
  if (key.revoked_at !== null) return 'revoked';
  return key.expires_at !== null && Date.parse(key.expires_at) <= now ? 'expired' : 'active';
}
