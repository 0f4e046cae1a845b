import assert from 'node:assert/strict';

import type { ImportedEvent, ImportFormat, ImportItem } from './import-format.ts';

/** Reads a text in pieces of some length. */
export function readAll(format: ImportFormat, text: string, piece = 1_000): ImportItem[] {
  const reader = format.reader();
  const items: ImportItem[] = [];
  for (let at = 0; at < text.length; at += piece) items.push(...reader.push(text.slice(at, at + piece)));
  return [...items, ...reader.end()];
}

export function events(format: ImportFormat, text: string): ImportedEvent[] {
  return readAll(format, text).map((item) => {
    assert.ok('event' in item, JSON.stringify(item));
    return item.event;
  });
}

/** The second and third line of the record that the page prints. */
export const fields = '[actorId=d885cc7b-344f-44aa-a853-0a261a844d8d eventType=delete event=REMOVED_AGENT_SUCCESS outcome=success]';
export const metadata =
  '[runtime_environment=Java agent_id=d885cc7b-344f-44aa-a853-0a261a844d8d agent_name=shiran-Latitude-7410 (pid 72850) api_version=1.7' +
  ' log_piping=BOTH agent_os=linux agent_pid=72850 agent_version=1.7.0-rc4.de87b07b3]';
