import type { Access } from '../access/access.ts';
import type { TakeBackup } from '../access/operator-socket.ts';
import type { Backups } from '../backup/start.ts';
import { messageOf } from '../base/exit.ts';
import { ownEvent } from '../own-events.ts';

export interface RecordedBackupDeps {
  take: Backups['take'];
  access: Access;
  /** Resolves when the act is on record. */
  act(organisation: string, event: Record<string, unknown>): Promise<void>;
}

/** A backup of the running server; done or failed, it is an event of the installation. */
export function recordedBackup({ take, access, act }: RecordedBackupDeps): TakeBackup {
  return async (directory, onLine) => {
    const operator = { type: 'system', name: 'operator', client: 'cli' } as const;
    const record = (members: Record<string, unknown>): Promise<void> =>
      act(access.organisations.builtIn().id, ownEvent('annals.backup', operator, members));
    try {
      const summary = await take(directory, (progress) => onLine({ progress }));
      await record({ extra: { ...summary } });
      return summary;
    } catch (error) {
      await record({ outcome: 'failure', error_message: messageOf(error), extra: { directory } });
      throw error;
    }
  };
}
