import { pressControl } from '../keys/press-control.ts';
import { useKey } from '../keys/use-key.ts';

/** Keys of the audit page that only reach for a control which stands on it. */
export function useAuditKeys(): void {
  useKey('export', () => pressControl('export'));
  useKey('live', () => pressControl('live'));
}
