import { visible } from '@annals/events';
import { copyExports } from '../copy-exports.ts';

/** A question in one line: its query and its range, as the API takes them. */
export function questionText({ q, from, to }: { q: string; from?: string | null | undefined; to?: string | null | undefined }): string {
  const parts = [
    ...(q.trim() === '' ? [] : [q]),
    ...(from === undefined || from === null ? [] : [`from ${from}`]),
    ...(to === undefined || to === null ? [] : [`to ${to}`]),
  ];
  return parts.length === 0 ? copyExports.dialog.noFilter : visible(parts.join(' '));
}
