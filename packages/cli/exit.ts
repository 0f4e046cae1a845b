import { AnnalsError, UnreachableError } from '@annals/client';

/** The exit codes of `annals`, the same as the server's. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, unavailable: 3 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** A command that was called wrongly: exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** Another process is in the way, or the one that is needed is not there: exit code 3. */
export class UnavailableError extends Error {
  override name = 'UnavailableError';
}

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof UsageError) return exitCodes.usage;
  if (error instanceof UnreachableError || error instanceof UnavailableError) return exitCodes.unavailable;
  if (error instanceof AnnalsError && error.status === 503) return exitCodes.unavailable;
  // The server's own errors carry their code; what `annals doctor` opens is the server's.
  if (error instanceof Error && 'exitCode' in error && (error.exitCode === 2 || error.exitCode === 3)) return error.exitCode;
  return exitCodes.failed;
}

export function messageOf(error: unknown): string {
  if (error instanceof AnnalsError) {
    const expected = error.problem.expected ? `; expected: ${error.problem.expected.join(', ')}` : '';
    return `${error.detail}${expected} (${error.code}, request ${error.requestId})`;
  }
  return error instanceof Error ? error.message : String(error);
}
