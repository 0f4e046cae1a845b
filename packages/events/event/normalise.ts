import { Findings } from './findings.ts';
import { inspectValue, type ValueLimits } from './inspect.ts';
import { earliestMs, latestMs, readInstant } from './instant.ts';
import { readActor } from './read-actor.ts';
import { readMetadata } from './read-metadata.ts';
import { readName } from './read-name.ts';
import { readChanges, readExtra, readProducer, readTargets } from './read-rest.ts';
import { isObject, type Members, readId, readText, refuseUnknown } from './read-value.ts';
import type { FieldError, NormalisedEvent, Warning } from './types.ts';
import { isUuid } from './uuid.ts';

/**
 * Reads what a producer sent and says it in canonical names: one event, or every reason why it is refused.
 * Pure: the same input gives the same event, so that the same event sent twice is seen to be the same.
 * Secrets are replaced here, before anything else of Annals sees the event.
 */
export interface NormaliseOptions {
  /** Refuse what the open mode takes with a warning: unlisted events, failures without a message, addresses that are none. */
  readonly strict: boolean;
  /** Only the server itself may record `annals.` events. */
  readonly allowReserved: boolean;
  readonly limits?: ValueLimits;
}

export type NormaliseResult =
  | { ok: true; event: NormalisedEvent; warnings: Warning[] }
  | { ok: false; code: 'event_invalid' | 'event_reserved'; detail: string; errors: FieldError[] };

const fields = new Set([
  'id',
  'organisation',
  'event',
  'category',
  'outcome',
  'occurred_at',
  'error_message',
  'actor',
  'targets',
  'agent_pool',
  'metadata',
  'changes',
  'correlation_id',
  'producer',
  'extra',
]);

export function normalise(input: unknown, options: NormaliseOptions): NormaliseResult {
  const unkept = inspectValue(input, options.limits);
  if (unkept) return { ok: false, code: 'event_invalid', detail: unkept.detail, errors: [unkept] };
  if (!isObject(input)) {
    const detail = 'An event is a JSON object.';
    return { ok: false, code: 'event_invalid', detail, errors: [{ pointer: '', code: 'type', detail }] };
  }
  const findings = new Findings(options.strict);
  const event = readEvent(input, options, findings);
  const { errors, warnings } = findings;
  if (!event || errors.length > 0) {
    return {
      ok: false,
      code: findings.reserved ? 'event_reserved' : 'event_invalid',
      detail: errors[0]?.detail ?? 'The event is not valid.',
      errors,
    };
  }
  return { ok: true, event, warnings };
}

function readEvent(input: Members, options: NormaliseOptions, findings: Findings): NormalisedEvent | null {
  refuseUnknown(input, fields, '', findings);
  const errorMessage = readText(input['error_message'], '/error_message', findings);
  const name = readName(input, errorMessage !== undefined && errorMessage !== '', options.allowReserved, findings);
  const actor = readActor(input['actor'], '/actor', findings);
  const id = readEventId(input['id'], findings);
  const organisation = readOrganisation(input['organisation'], findings);
  const occurredAt = readOccurredAt(input['occurred_at'], findings);
  const targets = readTargets(input['targets'], findings);
  const agentPool = readText(input['agent_pool'], '/agent_pool', findings);
  const metadata = readMetadata(input['metadata'], findings);
  const changes = readChanges(input['changes'], findings);
  const correlationId = readId(input['correlation_id'], '/correlation_id', findings);
  const producer = readProducer(input['producer'], findings);
  if (producer && !options.allowReserved && producer.name.trim().toLowerCase() === 'annals') {
    findings.reserved = true;
    findings.error('/producer/name', 'event_reserved', 'The producer name annals is reserved for the server.');
  }
  const extra = readExtra(input['extra'], findings);
  if (!name || !actor) return null;

  const event: NormalisedEvent = {
    id,
    organisation,
    occurred_at: occurredAt,
    event: name.event,
    category: name.category,
    outcome: name.outcome,
    unlisted: name.unlisted,
    actor,
  };
  if (errorMessage !== undefined) event.error_message = errorMessage;
  if (targets) event.targets = targets;
  if (agentPool !== undefined) event.agent_pool = agentPool;
  if (metadata) event.metadata = metadata;
  if (name.actionType !== null) addActionType(event, name.actionType);
  if (changes) event.changes = changes;
  if (correlationId !== undefined) event.correlation_id = correlationId;
  if (producer) event.producer = producer;
  if (extra) event.extra = extra;
  if (findings.redacted.length > 0) noteRedacted(event, findings);
  return event;
}

/** A label such as `COUNTER create success` tells the action's type, unless the metadata does. */
function addActionType(event: NormalisedEvent, actionType: string): void {
  const action = event.metadata?.action;
  if (action?.['action_type'] === undefined) event.metadata = { ...event.metadata, action: { ...action, action_type: actionType } };
}

function noteRedacted(event: NormalisedEvent, findings: Findings): void {
  event.redacted = findings.redacted;
  for (const pointer of findings.redacted)
    findings.warn(pointer, 'redacted', 'A secret was sent; it was replaced before anything was stored.');
}

function readEventId(value: unknown, findings: Findings): string | null {
  if (value === undefined || value === null) return null;
  const id = typeof value === 'string' ? value.toLowerCase() : '';
  if (isUuid(id)) return id;
  findings.error('/id', 'format', 'The id of an event is a UUID.');
  return null;
}

function readOrganisation(value: unknown, findings: Findings): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' && value !== '' && value.length <= 256) return value;
  findings.error('/organisation', 'type', 'The id or the slug of an organisation is expected here.');
  return null;
}

function readOccurredAt(value: unknown, findings: Findings): string | null {
  if (value === undefined || value === null) return null;
  const instant = typeof value === 'string' ? readInstant(value) : null;
  if (!instant) {
    findings.error('/occurred_at', 'format', 'An RFC 3339 instant with an offset is expected here, such as 2026-11-24T11:25:00.000Z.');
    return null;
  }
  if (instant.ms < earliestMs || instant.ms >= latestMs) {
    findings.error('/occurred_at', 'range', 'Events occur from 1970 to 2200.');
    return null;
  }
  if (instant.cut) findings.warn('/occurred_at', 'instant_cut', 'Instants are kept to the millisecond.');
  return instant.text;
}
