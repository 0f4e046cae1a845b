import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { commonWord, rareWord } from '../data/data-set.ts';
import { pageRows, type Answer, type QuestionName, type Subject } from '../system.ts';

/** The questions in SQL, one after another: a connection of SQLite does one thing at a time. */
const newest = 'ORDER BY occurred_at DESC, sequence DESC';

export function answerOf(question: QuestionName, db: DatabaseSync, subject: Subject): () => Answer | null {
  const page = (where: string, values: SQLInputValue[]): (() => number) => {
    const statement = db.prepare(`SELECT * FROM events WHERE organisation = ? ${where} ${newest} LIMIT ${pageRows}`);
    return () => statement.all(subject.organisation, ...values).length;
  };
  const counted = (where: string, values: SQLInputValue[]): (() => Answer) => {
    const rows = page(where, values);
    const count = db.prepare(`SELECT count(*) AS n FROM events WHERE organisation = ? ${where}`);
    return () => ({ rows: rows(), total: Number(count.get(subject.organisation, ...values)?.['n']) });
  };
  const word = (text: string): (() => Answer) => counted('AND sequence IN (SELECT rowid FROM words WHERE words MATCH ?)', [`"${text}"`]);
  switch (question) {
    case 'newest page': {
      const rows = page('', []);
      return () => ({ rows: rows(), total: null });
    }
    case 'filter, facets and total': {
      const answer = counted('AND outcome = ?', ['failure']);
      const facets = ['event', 'outcome', 'actor_type', 'actor'].map((column) =>
        db.prepare(`SELECT ${column}, count(*) FROM events WHERE organisation = ? AND outcome = ? GROUP BY 1 ORDER BY 2 DESC LIMIT 50`),
      );
      return () => {
        for (const facet of facets) facet.all(subject.organisation, 'failure');
        return answer();
      };
    }
    case 'actor and outcome':
      return counted('AND actor = ? AND outcome = ?', [subject.actor, 'failure']);
    case 'rare word':
      return word(rareWord);
    case 'common word':
      return word(commonWord);
    case 'part of a word':
      return counted('AND error_message LIKE ?', [`%${rareWord.slice(1, -1)}%`]);
    case 'deep page': {
      const place = db
        .prepare(`SELECT occurred_at, sequence FROM events WHERE organisation = ? ${newest} LIMIT 1 OFFSET ?`)
        .get(subject.organisation, subject.depth);
      if (!place) return () => null;
      const rows = page('AND (occurred_at, sequence) < (?, ?)', [String(place['occurred_at']), Number(place['sequence'])]);
      return () => ({ rows: rows(), total: null });
    }
  }
}
