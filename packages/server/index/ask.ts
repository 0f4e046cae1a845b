import { FilterError, maxQueryBytes, parseFilter, type Filter } from '@annals/events';
import { Problem } from '../base/problem.ts';
import { EngineFailed, EngineUnavailable } from './engine-errors.ts';

/** What everybody who asks the index shares: how a query is read, and which problem an engine's failure is. */

const retryAfterSeconds = 2;

/** Parses a query or raises the problem that names the place. */
export function readQuery(q: string, mostBytes = maxQueryBytes): Filter {
  if (Buffer.byteLength(q) > mostBytes) throw new Problem('query_too_large', { detail: `A query has at most ${mostBytes} bytes.` });
  try {
    return parseFilter(q, mostBytes);
  } catch (error) {
    if (error instanceof FilterError)
      throw new Problem('query_invalid', { detail: error.message, position: error.position, expected: error.expected });
    throw error;
  }
}

/** Runs a question; failures of the engine become problems, a lie stays an internal error. */
export async function asked<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    throw asProblem(error);
  }
}

/** Codes: 159, 160 time; 241 memory; 60, 81 the table is not made yet. What is damaged is being mended, or soon will be. */
export function asProblem(error: unknown): unknown {
  if (error instanceof EngineUnavailable) return unavailable(error);
  if (error instanceof EngineFailed && [159, 160, 241].includes(error.code))
    return new Problem('query_too_expensive', {}, { cause: error });
  if (error instanceof EngineFailed && ([60, 81].includes(error.code) || error.isOfDamage)) return unavailable(error);
  return error;
}

function unavailable(cause: Error): Problem {
  return new Problem('index_unavailable', { retryAfterSeconds }, { cause });
}
