import { resolveEventName } from '../catalogue/catalogue.ts';
import { redactText } from '../redact/values.ts';
import type { Findings } from './findings.ts';
import { type Members, readOneOf } from './read-value.ts';
import { categories, type Category, type Outcome, outcomes } from './types.ts';

/** What happened and how it ended. */
export interface ReadName {
  event: string;
  category: Category;
  outcome: Outcome;
  unlisted: boolean;
  actionType: string | null;
}

/** The name of an unlisted event stands in clear in the leaf for ever: a short name, no place for e-mail addresses. */
const unlistedForm = /^[A-Za-z0-9][A-Za-z0-9_.:/ -]{0,127}$/;

export function readName(input: Members, hasError: boolean, allowReserved: boolean, findings: Findings): ReadName | null {
  const given = input['event'];
  const category = readOneOf(input['category'], categories, '/category', findings);
  const outcome = readOneOf(input['outcome'], outcomes, '/outcome', findings);
  if (typeof given !== 'string') {
    if (given === undefined || given === null)
      findings.error(
        '/event',
        'required',
        'An event has a name: an id, code, label or original name of the catalogue, or one of your own.',
      );
    else findings.error('/event', 'type', 'A text is expected here.');
    return null;
  }
  const meaning = resolveEventName(given);
  if (!meaning) return readUnlisted(given, category, outcome, hasError, findings);

  const { entry } = meaning;
  if (entry.reserved && !allowReserved) return refuseReserved(findings);
  if (category !== undefined && category !== entry.category) {
    findings.doubt('/category', 'category_fixed', `The category of ${entry.id} is ${entry.category}.`);
  }
  if (outcome !== undefined && meaning.outcome !== null && outcome !== meaning.outcome) {
    findings.error('/outcome', 'outcome_conflict', `The name of the event says ${meaning.outcome}, the outcome says ${outcome}.`);
  }
  const ended = outcome ?? meaning.outcome ?? (hasError ? 'failure' : entry.defaultOutcome);
  checkMessage(ended, hasError, findings);
  return { event: entry.id, category: entry.category, outcome: ended, unlisted: false, actionType: meaning.actionType };
}

function readUnlisted(
  event: string,
  category: Category | undefined,
  outcome: Outcome | undefined,
  hasError: boolean,
  findings: Findings,
): ReadName | null {
  if (event.trimStart().toLowerCase().startsWith('annals.')) return refuseReserved(findings);
  if (!unlistedForm.test(event) || redactText(event) !== event) {
    findings.error(
      '/event',
      'format',
      'The name of an event has 1 to 128 letters, digits, spaces and _ . : / - and begins with a letter or digit.',
    );
    return null;
  }
  if (findings.strict)
    findings.error('/event', 'event_unlisted', 'The catalogue has no such event, and this server takes only events of the catalogue.');
  const ended = outcome ?? (hasError ? 'failure' : 'unknown');
  checkMessage(ended, hasError, findings);
  return { event, category: category ?? 'change', outcome: ended, unlisted: true, actionType: null };
}

function checkMessage(outcome: Outcome, hasError: boolean, findings: Findings): void {
  if (outcome === 'failure' && !hasError)
    findings.doubt('/error_message', 'error_message_missing', 'A failure says why: give error_message.');
}

function refuseReserved(findings: Findings): null {
  findings.reserved = true;
  findings.error('/event', 'event_reserved', 'Events beginning annals. are reserved for the server.');
  return null;
}
