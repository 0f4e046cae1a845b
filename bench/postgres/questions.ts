import type { Client } from 'pg';
import { commonWord, rareWord } from '../data/data-set.ts';
import { pageRows, type Answer, type QuestionName, type Subject } from '../system.ts';

/** The questions in SQL, with values bound; parts of one screen are asked at a time on connections of their own. */
const newest = 'ORDER BY occurred_at DESC, sequence DESC';
const columnOf = { event: 'event', outcome: 'outcome', 'actor.type': 'actor_type', actor: 'actor' } as const;

export async function answerOf(
  question: QuestionName,
  clients: readonly Client[],
  organisation: string,
  subject: Subject,
): Promise<() => Promise<Answer | null>> {
  const [first, second] = clients as [Client, Client, ...Client[]];
  const page = async (client: Client, where: string, values: unknown[]): Promise<number> => {
    const text = `SELECT * FROM events WHERE organisation = $1 ${where} ${newest} LIMIT ${pageRows}`;
    return (await client.query({ name: text.slice(0, 63), text, values: [organisation, ...values] })).rows.length;
  };
  const count = async (client: Client, where: string, values: unknown[]): Promise<number> => {
    const text = `SELECT count(*) FROM events WHERE organisation = $1 ${where}`;
    return Number((await client.query<{ count: string }>(text, [organisation, ...values])).rows[0]?.count);
  };
  const counted = async (where: string, values: unknown[]): Promise<Answer> => {
    const [rows, total] = await Promise.all([page(first, where, values), count(second, where, values)]);
    return { rows, total };
  };
  switch (question) {
    case 'newest page':
      return async () => ({ rows: await page(first, '', []), total: null });
    case 'filter, facets and total':
      return async () => {
        const where = 'AND outcome = $2';
        const [answer] = await Promise.all([
          counted(where, ['failure']),
          ...Object.values(columnOf).map((column, at) =>
            clients[2 + at]!.query(
              `SELECT ${column}, count(*) FROM events WHERE organisation = $1 ${where} GROUP BY 1 ORDER BY 2 DESC LIMIT 50`,
              [organisation, 'failure'],
            ),
          ),
        ]);
        return answer;
      };
    case 'actor and outcome':
      return () => counted('AND actor = $2 AND outcome = $3', [subject.actor, 'failure']);
    case 'rare word':
      return () => counted('AND words LIKE $2', [`% ${rareWord} %`]);
    case 'common word':
      return () => counted('AND words LIKE $2', [`% ${commonWord} %`]);
    case 'part of a word':
      return () => counted('AND error_message IS NOT NULL AND words LIKE $2', [`%${rareWord.slice(1, -1)}%`]);
    case 'deep page': {
      const { rows } = await first.query<{ occurred_at: Date; sequence: string }>(
        `SELECT occurred_at, sequence FROM events WHERE organisation = $1 ${newest} OFFSET $2 LIMIT 1`,
        [organisation, subject.depth],
      );
      const place = rows[0];
      if (!place) return () => Promise.resolve(null);
      return async () => ({
        rows: await page(first, 'AND (occurred_at, sequence) < ($2, $3)', [place.occurred_at, place.sequence]),
        total: null,
      });
    }
  }
}
