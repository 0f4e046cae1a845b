import { getCookie, setCookie } from 'hono/cookie';
import type { Credentials } from '../access/authenticate.ts';
import type { AppContext } from './context.ts';

const name = 'annals_session';

/** Unreadable for scripts, never sent from another site, over https only where the public address is https. */
export function giveSessionCookie(c: AppContext, token: string, expiresAt: string, secure: boolean): void {
  setCookie(c, name, token, { path: '/', httpOnly: true, sameSite: 'Strict', secure, expires: new Date(expiresAt) });
}

export function takeSessionCookie(c: AppContext, secure: boolean): void {
  setCookie(c, name, '', { path: '/', httpOnly: true, sameSite: 'Strict', secure, maxAge: 0 });
}

/** What the request shows of itself. A bearer header decides alone: a bad key does not fall back to a cookie. */
export function credentialsOf(c: AppContext): Credentials | null {
  const authorization = c.req.header('authorization');
  if (authorization !== undefined) {
    const token = /^bearer +(ann_[A-Za-z0-9_-]{16,252})$/i.exec(authorization)?.[1];
    return token === undefined ? null : { kind: 'key', token };
  }
  const token = getCookie(c, name);
  return token === undefined || !/^[A-Za-z0-9_-]{43}$/.test(token) ? null : { kind: 'session', token };
}
