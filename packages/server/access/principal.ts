import type { Actor, Scope } from '@annals/events';

export { roles, scopes } from '@annals/events';
export type { Role, Scope } from '@annals/events';

/** Who asks. Made only by `access/authenticate.ts`; everything that reads or writes takes one. */
export interface Principal {
  /** `key:<uuid>` or `session:<uuid>`; becomes `recorded_by`. */
  recordedBy: string;
  kind: 'key' | 'session';
  /** Snapshot for our own events, with ip and user_agent of this request. */
  actor: Actor;
  userId: string | null;
  installationAdmin: boolean;
  /** May this principal do `scope` in this organisation (UUID)? */
  can(scope: Scope, organisation: string): boolean;
  /** UUIDs this principal may name; null: any (installation key). */
  organisations: readonly string[] | null;
}
