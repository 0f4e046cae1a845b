import { commonWord, rareWord } from '../data/data-set.ts';
import { facets, pageRows, type Answer, type QuestionName, type Subject } from '../system.ts';
import type { Annals } from './annals.ts';

/** The questions as the portal asks them: over HTTP, parts of one screen at a time. */
interface Page {
  events: unknown[];
  next: string | null;
  total: { value: number } | null;
}

export async function answerOf(question: QuestionName, annals: Annals, subject: Subject): Promise<() => Promise<Answer | null>> {
  const organisation = annals.organisations[subject.organisation]!;
  const page = async (parameters: Record<string, string>): Promise<Answer> => {
    const { events, total } = await annals.get<Page>('/v1/events', {
      organisation,
      order: '-occurred_at',
      limit: String(pageRows),
      ...parameters,
    });
    return { rows: events.length, total: total?.value ?? null };
  };
  const counted = (q: string): Promise<Answer> => page({ q, total: 'exact' });
  switch (question) {
    case 'newest page':
      return () => page({});
    case 'filter, facets and total':
      return async () => {
        const q = 'outcome:failure';
        const [answer] = await Promise.all([
          counted(q),
          ...facets.map((field) => annals.get('/v1/events/facets', { organisation, q, field })),
          ...(annals.hasHistogram ? [annals.get('/v1/events/histogram', { organisation, q })] : []),
        ]);
        return answer;
      };
    case 'actor and outcome':
      return () => counted(`actor:${subject.actor} outcome:failure`);
    case 'rare word':
      return () => counted(rareWord);
    case 'common word':
      return () => counted(commonWord);
    case 'part of a word':
      return () => counted(`error~${rareWord.slice(1, -1)}`);
    case 'deep page': {
      const cursor = await cursorAt(annals, organisation, subject.depth);
      return cursor === null ? () => Promise.resolve(null) : () => page({ cursor });
    }
  }
}

/** The cursor after `depth` events, by turning pages; null when there are not so many. */
async function cursorAt(annals: Annals, organisation: string, depth: number): Promise<string | null> {
  let cursor: string | null = null;
  for (let left = depth; left > 0; left -= 1000) {
    const { next }: Page = await annals.get<Page>('/v1/events', {
      organisation,
      order: '-occurred_at',
      limit: String(Math.min(1000, left)),
      ...(cursor === null ? {} : { cursor }),
    });
    if (next === null) return null;
    cursor = next;
  }
  return cursor;
}
