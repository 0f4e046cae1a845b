import { useQuery } from '@tanstack/react-query';
import { latestQuery } from '../../api/events.ts';
import { emptyCopy } from '../../copy-empty.ts';
import { Button } from '../../ui/Button.tsx';
import { ArchiveHint } from '../ArchiveHint.tsx';
import { questionOf } from '../question.ts';
import type { AuditSearch } from '../search.ts';
import { formatInstant } from '../zone.ts';
import { WiderRanges } from './WiderRanges.tsx';

interface Props {
  search: AuditSearch;
  organisation: string;
  wasCut: boolean;
  ask: (changes: Partial<AuditSearch>) => void;
}

/** The range holds no event at all: how to widen it, and when the latest one happened. */
export function NothingInRange({ search, organisation, wasCut, ask }: Props) {
  const { data: latest } = useQuery(latestQuery(questionOf({ ...search, from: undefined, to: undefined }, organisation)));
  const words = emptyCopy.range;
  const when = latest === undefined || latest === null ? null : formatInstant(latest, search.zone);
  return (
    <div className="empty">
      <h2>{words.title}</h2>
      <p role="status">{when === null ? (latest === null ? words.none : words.text) : words.latest(`${when} ${search.zone}`)}</p>
      {wasCut ? (
        <p>
          <ArchiveHint />
        </p>
      ) : null}
      <WiderRanges search={search} ask={ask}>
        {when === null ? null : (
          <Button kind="primary" onPress={() => ask({ from: when.slice(0, 10), to: when.slice(0, 10) })}>
            {words.jump}
          </Button>
        )}
      </WiderRanges>
    </div>
  );
}
