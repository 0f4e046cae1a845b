/** Does `work` for all, `lanes` at a time, until `stop`; returns those it did not come to. An error ends it. */
export async function inLanes<T>(items: readonly T[], lanes: number, work: (item: T) => Promise<void>, stop: () => boolean): Promise<T[]> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length && !stop()) await work(items[next++]!);
  };
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane));
  return items.slice(next);
}

/** One error of many: that of the first, if it is the only one. */
export function throwAll(failures: readonly unknown[], what: string): void {
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new AggregateError(failures, `${failures.length} ${what}; the first: ${String(failures[0])}`);
}
