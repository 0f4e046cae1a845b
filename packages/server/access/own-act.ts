import type { Actor, Change, Metadata, Target } from '@annals/events';
import { Problem } from '../base/problem.ts';
import type { Control } from '../control/open.ts';
import type { OwnEvent } from '../control/own-events.ts';
import type { UserRow } from '../control/tables.ts';

/** Who acts, for the record. */
export interface Caller {
  actor: Actor;
  /** Ties the events of one request together; null outside a request. */
  requestId: string | null;
}

export interface Act {
  event: string;
  targets?: Target[];
  metadata?: Metadata;
  changes?: Change[];
  extra?: Record<string, unknown>;
}

/** An own event about something that was done, for the outbox; `error` makes it a failure. */
export function ownEventOf(caller: Caller, now: string, act: Act, error?: string): OwnEvent {
  return {
    ...act,
    ...metadataOf(act, caller),
    outcome: error === undefined ? 'success' : 'failure',
    occurred_at: now,
    ...(error !== undefined && { error_message: error }),
    actor: caller.actor,
    ...(caller.requestId !== null && { correlation_id: caller.requestId }),
    producer: { name: 'annals' },
  };
}

/** The catalogue's `user` group: whom the act is about, else who asked for it. */
function metadataOf(act: Act, { actor }: Caller): { metadata?: Metadata } {
  if (act.metadata || actor.type !== 'user' || actor.id === undefined) return {};
  return {
    metadata: {
      user: {
        user_id: actor.id,
        ...(actor.name !== undefined && { user_name: actor.name }),
        ...(actor.email !== undefined && { email: actor.email }),
      },
    },
  };
}

/**
 * Runs a change that writes its own success event in its transaction. When it ends in a problem, nothing of it was
 * kept, and the failed try is recorded in the organisations it was about before the caller learns of it.
 * Durability: the failure event is on disk when the problem is raised; if it cannot be, that error is raised instead.
 */
export async function orRecordFailure<T>(
  control: Control,
  caller: Caller,
  organisations: readonly string[],
  act: Act,
  change: () => Promise<T>,
): Promise<T> {
  try {
    return await change();
  } catch (error) {
    if (error instanceof Problem) {
      const event = ownEventOf(caller, control.now(), act, error.message);
      await control.transaction(async (trx) => {
        for (const organisation of organisations) await trx.ownEvents.add(organisation, event);
      });
    }
    throw error;
  }
}

/** The catalogue's `user` group about one of our users. */
export function userMetadata(user: Pick<UserRow, 'id' | 'name' | 'email'>, role?: string): Metadata {
  return { user: { user_id: user.id, user_name: user.name, ...(role !== undefined && { user_types: [role] }), email: user.email } };
}

export const userTarget = (user: Pick<UserRow, 'id' | 'email'>): Target => ({ type: 'user', id: user.id, name: user.email });
