import { AnnalsError, UnreachableError } from '@annals/client';
import { copy } from '../copy.ts';

export interface ProblemText {
  title: string;
  detail: string;
  code: string | null;
  requestId: string | null;
}

/** Any error in words for people, with what support needs to find it. */
export function problemText(error: unknown): ProblemText {
  if (error instanceof AnnalsError)
    return { title: error.problem.title, detail: error.detail, code: error.code, requestId: error.requestId };
  if (error instanceof UnreachableError)
    return { title: copy.problem.unreachable, detail: copy.problem.unreachableDetail, code: null, requestId: null };
  return { title: copy.problem.unexpected, detail: error instanceof Error ? error.message : String(error), code: null, requestId: null };
}

/** What is wrong with each field of a form, by the name of the field; empty when the error is about no field. */
export function fieldErrors(error: unknown): Record<string, string> {
  if (!(error instanceof AnnalsError)) return {};
  return Object.fromEntries((error.problem.errors ?? []).map(({ pointer, detail }) => [pointer.split('/').at(-1) ?? '', detail]));
}
