import { copyEvent } from '../../copy-event.ts';

/** What a field names, where the events of one value of it are a history; null for others. */
export function entityOf(name: string): string | null {
  if (/^actor\.(id|email|name)$/.test(name)) return copyEvent.entities.actor;
  if (/^target\.(id|name)$/.test(name)) return copyEvent.entities.target;
  const entities: Readonly<Record<string, string>> = copyEvent.entities;
  return name !== 'actor' && Object.hasOwn(entities, name) ? (entities[name] ?? null) : null;
}
