import { useQueries } from '@tanstack/react-query';
import { countQuery } from '../../api/facets.ts';
import { emptyCopy } from '../../copy-empty.ts';
import { Button } from '../../ui/Button.tsx';
import { ArchiveHint } from '../ArchiveHint.tsx';
import { questionOf } from '../question.ts';
import { chipsOf, chipText } from '../query/chips.ts';
import type { AuditSearch } from '../search.ts';
import { WiderRanges } from './WiderRanges.tsx';

interface Props {
  search: AuditSearch;
  organisation: string;
  wasCut: boolean;
  ask: (changes: Partial<AuditSearch>) => void;
}

/** Each is a question of its own to the index. */
const mostCounted = 6;

/** Nothing meets all conditions: each of them, and how many events there would be without it. */
export function NothingMatches({ search, organisation, wasCut, ask }: Props) {
  const chips = chipsOf(search);
  const shown = chips.slice(0, mostCounted);
  const counts = useQueries({ queries: shown.map(({ without }) => countQuery(questionOf({ ...search, ...without }, organisation))) });
  const words = emptyCopy.match;
  const isInVain = shown.length > 1 && shown.length === chips.length && counts.every(({ data }) => data?.value === 0);
  const clear = (): void => ask({ view: undefined, q: undefined, user: [], target: undefined, state: undefined, extra: undefined });
  return (
    <div className="empty">
      <h2>{words.title}</h2>
      <p>{words.text}</p>
      <ul className="empty-chips">
        {shown.map((chip, at) => {
          const { data, error } = counts[at] ?? {};
          const isOver = data?.relation === 'at_least';
          const found = data === undefined || data === null ? null : `${isOver ? '≥ ' : ''}${data.value.toLocaleString('en')}`;
          return (
            <li key={chip.key}>
              <span className="empty-chip">{chipText(chip)}</span>
              <span className="empty-count">
                {found === null ? (error ? words.unknown : words.counting) : words.found(found, data?.value === 1)}
              </span>
              <Button
                kind={data?.value === 0 ? 'quiet' : 'plain'}
                aria-label={words.remove(chipText(chip))}
                onPress={() => ask(chip.without)}
              >
                {words.removeShort}
              </Button>
            </li>
          );
        })}
      </ul>
      {chips.length > shown.length ? <p>{words.more(chips.length - shown.length)}</p> : null}
      {isInVain ? <p>{words.none}</p> : null}
      {wasCut && (search.from !== undefined || search.to !== undefined) ? (
        <p>
          <ArchiveHint />
        </p>
      ) : null}
      <WiderRanges search={search} ask={ask}>
        <Button onPress={clear}>{words.clear}</Button>
      </WiderRanges>
    </div>
  );
}
