import { messageOf } from '../base/exit.ts';
import { type FailureReason, failureReasons, reasonOf } from './reasons.ts';

/** The other side did not do what it was asked. The message is one plain line that holds no secret. */
export class DestinationError extends Error {
  override name = 'DestinationError';
  readonly reason: FailureReason;
  /** What was tried: `write`, `read`, … */
  readonly step: string;

  constructor(reason: FailureReason, step: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
    this.step = step;
  }
}

/** There is an object of this key, and it says something else. Nothing was changed. */
export class ConflictError extends Error {
  override name = 'ConflictError';
  readonly key: string;

  constructor(key: string) {
    super(`${key} is there already and holds other bytes; nothing was overwritten`);
    this.key = key;
  }
}

/** Names what a call of an S3 client threw; `subject` says what the call was about. */
export function namedError(error: unknown, step: string, subject: string): DestinationError {
  if (error instanceof DestinationError) return error;
  const reason = reasonOf(error);
  const told = reason === 'failed' ? ` (${messageOf(error).slice(0, 200)})` : '';
  return new DestinationError(reason, step, `${subject}: ${failureReasons[reason]}${told}`, { cause: error });
}
