import { getSetup, setUp } from '@annals/events';
import type { Access } from '../access/access.ts';
import { setUpByLink } from '../access/set-up.ts';
import { organisationAnswer, userAnswer } from './answers.ts';
import { connectionOf } from './caller.ts';
import type { RouteRegistrar } from './context.ts';
import { handle } from './handle.ts';
import { giveSessionCookie } from './session-cookie.ts';

/** The first administrator. */
export function setupRoutes(access: Access, secureCookies: boolean): RouteRegistrar {
  return (app) => {
    handle(app, getSetup, async ({ answer }) => answer(200, { needed: await access.setup.needed() }));

    handle(app, setUp, async ({ c, body, requestId, answer }) => {
      const { organisation, user, session } = await setUpByLink(access, connectionOf(c), requestId, body.token, {
        organisation: body.organisation.name,
        ...body.user,
      });
      giveSessionCookie(c, session.token, session.expiresAt, secureCookies);
      const known = access.organisations.find(organisation.id);
      if (!known) throw new Error('The organisation that was just made is missing.');
      return answer(201, { organisation: organisationAnswer(known), user: userAnswer(user), expires_at: session.expiresAt });
    });
  };
}
