import type { Control } from '../control/open.ts';
import { Authenticator } from './authenticate.ts';
import type { SessionPolicy } from './authenticate.ts';
import { OrganisationDirectory } from './organisation-directory.ts';
import { Passwords } from './passwords.ts';
import { RetentionGate } from './retention-gate.ts';
import { SetupDoor } from './setup-door.ts';
import { SignInThrottle } from './throttle.ts';

/** What every act of this floor works with. */
export interface Access {
  control: Control;
  organisations: OrganisationDirectory;
  passwords: Passwords;
  throttle: SignInThrottle;
  authenticator: Authenticator;
  setup: SetupDoor;
  /** Placing a hold and removing events never overlap. */
  retentionGate: RetentionGate;
  /** Days that new organisations begin with; null: unlimited. */
  retentionDefaultDays: number | null;
  /** Origins of S3 servers that administrators of an organisation may archive to; those of the installation may name any. */
  archiveEndpoints: readonly string[];
  sessionPolicy: SessionPolicy;
}

export interface AccessOptions {
  signInTries?: number;
  /** Days that new organisations begin with; null: unlimited. Default 30. */
  retentionDefaultDays?: number | null;
  /** Default none. */
  archiveEndpoints?: readonly string[];
  sessions?: SessionPolicy;
  /** Tests only: cheaper passwords. */
  passwords?: Passwords;
}

const hourMs = 3_600_000;

/** Opens access over control: who is who, and who may do what. */
export async function openAccess(control: Control, options: AccessOptions = {}): Promise<Access> {
  const sessionPolicy = options.sessions ?? { idleMs: 12 * hourMs, absoluteMs: 7 * 24 * hourMs };
  const organisations = await OrganisationDirectory.open(control);
  return {
    control,
    organisations,
    passwords: options.passwords ?? new Passwords(),
    throttle: new SignInThrottle(control, options.signInTries ?? 10),
    authenticator: new Authenticator(control, sessionPolicy),
    setup: new SetupDoor(control),
    retentionGate: new RetentionGate(),
    retentionDefaultDays: options.retentionDefaultDays === undefined ? 30 : options.retentionDefaultDays,
    archiveEndpoints: options.archiveEndpoints ?? [],
    sessionPolicy,
  };
}
