import type { ReactNode } from 'react';
import { emptyCopy } from '../../copy-empty.ts';
import { Button } from '../../ui/Button.tsx';
import type { AuditSearch } from '../search.ts';

const dayMs = 86_400_000;

/** Ranges to try instead of the one that is chosen. */
export function WiderRanges({
  search,
  ask,
  children,
}: {
  search: AuditSearch;
  ask: (changes: Partial<AuditSearch>) => void;
  children?: ReactNode;
}) {
  const last = (days: number): void =>
    ask({ from: new Date(Math.floor((Date.now() - days * dayMs) / 1000) * 1000).toISOString(), to: undefined });
  const words = emptyCopy.range;
  const isBounded = search.from !== undefined || search.to !== undefined;
  return (
    <div className="empty-actions">
      {children}
      {isBounded ? (
        <>
          {[7, 30].map((days) => (
            <Button key={days} onPress={() => last(days)}>
              {words.last(days)}
            </Button>
          ))}
          <Button onPress={() => ask({ from: undefined, to: undefined })}>{words.all}</Button>
        </>
      ) : null}
    </div>
  );
}
