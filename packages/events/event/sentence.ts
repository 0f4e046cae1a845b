import { findEvent } from '../catalogue/catalogue.ts';
import { actorText } from './actor-text.ts';
import type { NormalisedEvent, RecordedEvent } from './types.ts';

/**
 * One sentence for people, from the template of the catalogue: `dana@example.com removed agent web-1`.
 * Values stand in it as they came; whoever shows it escapes it (`visible`).
 */
export type SentenceSource =
  | Pick<RecordedEvent, 'event' | 'outcome' | 'actor' | 'targets' | 'metadata' | 'error_message'>
  | NormalisedEvent;

export function sentence(event: SentenceSource): string {
  const template = findEvent(event.event)?.sentence ?? `{actor}: ${event.event.replaceAll(/[{}[\]|]/g, ' ')}{target}`;
  const byOutcome = template.replace(/\[([^|\]]*)\|([^\]]*)\]/g, event.outcome === 'failure' ? '$2' : '$1');
  const text = byOutcome.replace(/\{([a-z_.]+)\}/g, (_, name: string) => placeholder(name, event));
  return text + ending(event);
}

function ending(event: SentenceSource): string {
  if (event.outcome === 'unknown') return findEvent(event.event)?.defaultOutcome === 'unknown' ? '' : ' (outcome unknown)';
  return event.outcome === 'failure' && event.error_message ? `: ${event.error_message}` : '';
}

function placeholder(name: string, event: SentenceSource): string {
  switch (name) {
    case 'actor':
      return actorText(event.actor);
    case 'target':
      return targetText(event) ?? (findEvent(event.event) ? '(not named)' : '');
    case 'agent':
      return (
        targetOf('agent', event) ??
        value('agent', 'agent_name', event) ??
        value('agent', 'agent_id', event) ??
        (event.actor.type === 'agent' ? event.actor.name || actorText(event.actor) : '(not named)')
      );
    case 'user':
      return (
        targetOf('user', event) ??
        value('user', 'email', event) ??
        value('user', 'user_name', event) ??
        value('user', 'user_id', event) ??
        targetText(event) ??
        '(not named)'
      );
    case 'action':
      return actionText(event);
    default: {
      const [group = '', field = ''] = name.split('.');
      return value(group as 'agent', field, event) ?? '(not said)';
    }
  }
}

function targetText(event: SentenceSource): string | null {
  const [first, ...others] = event.targets ?? [];
  if (!first) return null;
  const named = first.name || first.id;
  const text = others.length === 0 ? named : `${named} and ${others.length} more`;
  return findEvent(event.event) ? text : `, ${first.type} ${text}`;
}

function targetOf(type: string, event: SentenceSource): string | null {
  const target = event.targets?.find((one) => one.type === type);
  return target ? target.name || target.id : null;
}

/** `COUNTER action at Foo.java:12`. */
function actionText(event: SentenceSource): string {
  const type = value('action', 'action_type', event);
  const file = value('action', 'file_name', event);
  const line = value('action', 'line', event);
  const name = value('action', 'name', event) ?? targetOf('action', event) ?? value('action', 'action_id', event);
  const place = file === null ? '' : ` at ${file}${line === null ? '' : `:${line}`}`;
  return `${type === null ? 'action' : `${type} action`}${name === null ? '' : ` ${name}`}${place}`;
}

function value(group: 'user' | 'action' | 'system' | 'agent', field: string, event: SentenceSource): string | null {
  const found = event.metadata?.[group]?.[field];
  return typeof found === 'string' || typeof found === 'number' ? String(found) : null;
}
