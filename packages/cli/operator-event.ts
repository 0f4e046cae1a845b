import { ownEventOf } from '../server/access/own-act.ts';
import type { OwnEvent } from '../server/control/own-events.ts';

/** An act of the operator on the directory of a stopped server. */
export function operatorEvent(event: string, extra: Record<string, unknown>, organisation?: string): OwnEvent {
  const caller = { actor: { type: 'system', name: 'operator', client: 'cli' }, requestId: null } as const;
  const targets = organisation === undefined ? {} : { targets: [{ type: 'organisation', id: organisation }] };
  return ownEventOf(caller, new Date().toISOString(), { event, extra, ...targets });
}
