import { problems, problemType } from '@annals/events';
import type { FieldError, ProblemBody, ProblemCode } from '@annals/events';

export interface ProblemDetails {
  /** One sentence about this occurrence; never holds secrets or another organisation's values. */
  detail?: string;
  position?: { offset: number; length: number };
  expected?: string[];
  errors?: FieldError[];
  retryAfterSeconds?: number;
  /** How long the file is, for `Content-Range`. */
  sizeBytes?: number;
}

/**
 * An answer that is not a success, thrown from any floor and turned into `application/problem+json` in one place
 * (`http/app.ts`). Anything else that is thrown is an internal error and says nothing to the caller.
 */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly details: ProblemDetails;

  constructor(code: ProblemCode, details: ProblemDetails = {}, options?: ErrorOptions) {
    super(details.detail ?? problems[code].title, options);
    this.name = 'Problem';
    this.code = code;
    this.status = problems[code].status;
    this.details = details;
  }

  body(requestId: string): ProblemBody {
    const { position, expected, errors } = this.details;
    return {
      type: problemType(this.code),
      title: problems[this.code].title,
      status: this.status,
      code: this.code,
      detail: this.message,
      request_id: requestId,
      ...(position && { position }),
      ...(expected && { expected }),
      ...(errors && { errors }),
    };
  }
}
