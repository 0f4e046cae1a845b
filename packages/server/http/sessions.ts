import { changePassword, signIn, signOut } from '@annals/events';
import type { Access } from '../access/access.ts';
import { changePassword as changeOwnPassword } from '../access/change-password.ts';
import { signIn as signInBy } from '../access/sign-in.ts';
import { signOut as endSession } from '../access/sign-out.ts';
import { userAnswer } from './answers.ts';
import { callerOf, connectionOf } from './caller.ts';
import type { RouteRegistrar } from './context.ts';
import { handle } from './handle.ts';
import { giveSessionCookie, takeSessionCookie } from './session-cookie.ts';

/** Coming, going, and one's own password. */
export function sessionRoutes(access: Access, secureCookies: boolean): RouteRegistrar {
  return (app) => {
    handle(app, signIn, async ({ c, body, requestId, answer }) => {
      const { user, session } = await signInBy(access, connectionOf(c), requestId, body);
      giveSessionCookie(c, session.token, session.expiresAt, secureCookies);
      return answer(201, { user: userAnswer(user), expires_at: session.expiresAt });
    });

    handle(app, signOut, async (call) => {
      await endSession(access, call.principal, callerOf(call));
      takeSessionCookie(call.c, secureCookies);
      // Answers that the browser kept (`unchanged.ts`) are not for whoever sits there next.
      return call.answer(204, undefined, { 'clear-site-data': '"cache"' });
    });

    handle(app, changePassword, async (call) => {
      const { endedSessions } = await changeOwnPassword(access, call.principal, callerOf(call), {
        current: call.body.current_password,
        next: call.body.new_password,
      });
      return call.answer(200, { ended_sessions: endedSessions });
    });
  };
}
