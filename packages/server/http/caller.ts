import type { Caller } from '../access/own-act.ts';
import type { Connection } from '../access/authenticate.ts';
import type { Principal } from '../access/principal.ts';
import type { AppContext } from './context.ts';

/** Who acts in this call, for the record. */
export const callerOf = (call: { principal: Principal; requestId: string }): Caller => ({
  actor: call.principal.actor,
  requestId: call.requestId,
});

export const connectionOf = (c: AppContext): Connection => ({ ip: c.var.clientIp, userAgent: c.var.userAgent });
