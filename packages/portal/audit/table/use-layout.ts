import { type RefObject, useLayoutEffect, useState } from 'react';
import { recall, remember } from '../../shell/memory.ts';
import { useMedia } from '../facets/use-media.ts';

export const densities = ['comfortable', 'compact'] as const;
export type Density = (typeof densities)[number];

export interface TableLayout {
  widthPx: number;
  /** Too narrow for columns: a row is a card of two lines. */
  isCards: boolean;
  rowPx: number;
}

const cards = '(max-width: 720px)';
const coarse = '(pointer: coarse)';

/** Width of the table and height of its rows; all rows have one height, so that any row's place is known. */
export function useLayout(box: RefObject<HTMLElement | null>, density: Density): TableLayout {
  const [widthPx, setWidth] = useState(() => innerWidth);
  const isCards = useMedia(cards);
  const isCoarse = useMedia(coarse);
  useLayoutEffect(() => {
    if (box.current === null) return undefined;
    const look = (): void => setWidth(Math.round(box.current?.clientWidth ?? innerWidth));
    look();
    const watch = new ResizeObserver(look);
    watch.observe(box.current);
    return () => watch.disconnect();
  }, [box]);
  const plainPx = density === 'compact' ? 32 : 40;
  return { widthPx, isCards, rowPx: isCards ? (density === 'compact' ? 56 : 68) : isCoarse ? plainPx + 8 : plainPx };
}

const place = 'annals.density';

export function useDensity(): [Density, (density: Density) => void] {
  const [density, setDensity] = useState<Density>(() => densities.find((one) => one === recall(place)) ?? 'comfortable');
  return [
    density,
    (chosen) => {
      remember(place, chosen === 'comfortable' ? null : chosen);
      setDensity(chosen);
    },
  ];
}
