import { ageMs, reported, type HealthFacts } from './facts.ts';

export interface Reason {
  part: string;
  detail: string;
  action: string;
}

/** Parts that a reason can name, beside the names of tasks. docs/operations.md tells of each. */
export const parts = [
  'disk',
  'journal',
  'control',
  'engine',
  'index',
  'sealing',
  'ledger',
  'own-events',
  'background',
  'clock',
  'retention',
] as const;
type Part = (typeof parts)[number];

/** A short backlog is how the parts work; one of this age is a fault. */
export const lateMs = 60_000;
/** So long does a disk keep a commit only when something is wrong with it. */
const hungMs = 30_000;
/** So long a jump of the clock is told. */
const clockMs = 600_000;

/**
 * Why events cannot be recorded. Empty: they can, whatever else is wrong.
 * Neither this nor {@link degraded} names an organisation or repeats an error's text: everybody may ask `/readyz`.
 */
export function unavailable({ disk, journal, controlError }: HealthFacts): Reason[] {
  const reasons: Reason[] = [];
  if (disk.full)
    reasons.push(
      reason(
        'disk',
        `${mb(disk.freeBytes)} are free, under the watermark of ${mb(disk.watermarkBytes)}: events are refused with 507.`,
        'Make room or a larger disk; capture resumes by itself.',
      ),
    );
  if (journal.failed !== null)
    reasons.push(reason('journal', 'The journal can no longer be written.', 'Read the log, check the disk, start the server again.'));
  else if (journal.silentMs > hungMs)
    reasons.push(
      reason(
        'journal',
        `The disk has not confirmed a commit for ${seconds(journal.silentMs)}.`,
        'Check the disk: it accepts writes and does not finish them.',
      ),
    );
  if (controlError !== null)
    reasons.push(
      reason(
        'control',
        'Users and keys cannot be read: nobody can be admitted.',
        'Read the log, check the disk and control.db: `annals doctor`.',
      ),
    );
  return reasons;
}

/** What does not work beside recording. */
export function degraded(facts: HealthFacts): Reason[] {
  const { disk, refused, clock, nowMs, tasks } = facts;
  const reasons = [...ofIndex(facts), ...ofBackground(facts)];
  if (!disk.full && disk.freeBytes < 2 * disk.watermarkBytes)
    reasons.push(
      reason(
        'disk',
        `${mb(disk.freeBytes)} are free; events are refused under ${mb(disk.watermarkBytes)}.`,
        'Make room or a larger disk soon.',
      ),
    );
  if (refused.length > 0)
    reasons.push(
      reason(
        'ledger',
        `${refused.length === 1 ? 'One organisation takes' : `${refused.length} organisations take`} no events: the ledger does not extend what was signed.`,
        'Put the newest data back. If it is lost, continue the ledger with a reason: `annals ledger continue`.',
      ),
    );
  const damaged = reported(facts, 'verifier', 'damaged');
  if (damaged > 0)
    reasons.push(
      reason(
        'ledger',
        `What was stored earlier is damaged in ${damaged === 1 ? 'one place' : `${damaged} places`}; new events are recorded.`,
        'The log and the events annals.ledger.damage name each; `annals doctor` on the stopped server says what to restore.',
      ),
    );
  if (clock.last && Math.abs(nowMs - clock.last.atMs) < clockMs)
    reasons.push(
      reason(
        'clock',
        `The clock of the machine was set ${clock.last.byMs > 0 ? 'forward' : 'back'} by ${seconds(Math.abs(clock.last.byMs))}.`,
        'Check the time service. Events keep their order; received_at never goes back.',
      ),
    );
  if (typeof tasks.find(({ name }) => name === 'retention')?.report['stopped'] === 'string')
    reasons.push(
      reason(
        'retention',
        'Retention removes nothing: the clock moved more than a day against its last run.',
        'If the clock is right now, confirm it in the portal (Tasks and health) or with `annals retention confirm`. If not, set it right.',
      ),
    );
  for (const { name, lastError } of tasks)
    if (lastError !== null && !reasons.some(({ part }) => part === name))
      reasons.push({
        part: name,
        detail: `The last run of the task ${name} failed; its next run tries again.`,
        action: 'If it lasts: the error is under Tasks and health, in `annals status` and in the log.',
      });
  return reasons;
}

function ofIndex({ engine, background, nowMs }: HealthFacts): Reason[] {
  const behind = background?.index;
  const reasons: Reason[] = [];
  if (engine.state === 'unsupported')
    reasons.push(
      reason(
        'engine',
        'The search engine cannot run on this machine. Events are recorded, not searchable.',
        'Run Annals on Linux x64 with glibc, with its optional dependencies installed.',
      ),
    );
  else if (engine.state !== 'ready')
    reasons.push(
      reason(
        'engine',
        `The search engine is ${engine.state}. Events are recorded; search answers 503.`,
        engine.state === 'starting' && engine.starts === 1
          ? 'It takes some seconds after a start.'
          : 'It is started again by itself. If it keeps ending, read the log: memory is the usual cause.',
      ),
    );
  else if (engine.silentMs > 0)
    reasons.push(
      reason(
        'engine',
        `The search engine has not answered for ${seconds(engine.silentMs)}. Events are recorded; searches answer 503.`,
        'It is ended and started again by itself. If it comes back: the machine has too little processor or memory, or the process was stopped.',
      ),
    );
  if (behind && ageMs(nowMs, behind.sinceMs) > lateMs)
    reasons.push(
      reason(
        'index',
        `${behind.events} events are not searchable yet, the first for ${seconds(ageMs(nowMs, behind.sinceMs))}.`,
        'An index that is made anew catches up by itself. If the number does not fall, look at the indexer under Tasks and health.',
      ),
    );
  return reasons;
}

function ofBackground({ background, ownEvents, nowMs }: HealthFacts): Reason[] {
  const reasons: Reason[] = [];
  if (background && background.heardMsAgo > hungMs)
    reasons.push(
      reason(
        'background',
        `Sealer and indexer have said nothing for ${seconds(background.heardMsAgo)}.`,
        'Check disk and processor; if it lasts, start the server again: nothing acknowledged is lost.',
      ),
    );
  const unsignedMs = ageMs(nowMs, background?.sealer.unsignedSinceMs ?? null);
  if (unsignedMs > lateMs)
    reasons.push(
      reason(
        'sealing',
        `Events have waited ${seconds(unsignedMs)} for their checkpoint.`,
        'Look at the sealer under Tasks and health: it cannot read keys or write segments.',
      ),
    );
  const ownMs = ageMs(nowMs, ownEvents.oldestMs);
  if (ownMs > lateMs)
    reasons.push(
      reason(
        'own-events',
        `${ownEvents.waiting} events of Annals itself have waited up to ${seconds(ownMs)} to be recorded.`,
        'They are kept. An organisation that takes no events holds back its own; else look at the task own-events.',
      ),
    );
  return reasons;
}

function reason(part: Part, detail: string, action: string): Reason {
  return { part, detail, action };
}

const mb = (bytes: number): string => `${Math.floor(bytes / 1_000_000)} MB`;
const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`;
