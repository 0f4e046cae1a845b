import type { ProblemBody, ProblemCode } from '@annals/events';

/** An answer of the server that is not a success: its problem, as thrown by every method of the SDK. */
export class AnnalsError extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly detail: string;
  /** Names the request in the server's log. */
  readonly requestId: string;
  /** Where and what, for a query or a body that is not valid. */
  readonly problem: ProblemBody;
  /** Seconds after which the same request may succeed, when the server said so. */
  readonly retryAfterSeconds: number | null;

  constructor(problem: ProblemBody, retryAfterSeconds: number | null) {
    super(`${problem.title}: ${problem.detail} (${problem.code})`);
    this.name = 'AnnalsError';
    this.code = problem.code;
    this.status = problem.status;
    this.detail = problem.detail;
    this.requestId = problem.request_id;
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** No answer of Annals came: no connection, a connection that broke, or something else answered at that address. */
export class UnreachableError extends Error {
  readonly url: string;

  constructor(url: string, reason: string, options?: ErrorOptions) {
    super(`No answer of Annals from ${url}: ${reason}`, options);
    this.name = 'UnreachableError';
    this.url = url;
  }
}
