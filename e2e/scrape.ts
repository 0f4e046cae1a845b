import { call } from './api.ts';
import type { Running } from './server.ts';

/** What `/metrics` says, one figure a series. */
export class Scrape {
  readonly text: string;
  readonly series: ReadonlyMap<string, number>;

  constructor(text: string) {
    this.text = text;
    this.series = new Map(
      text
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
    );
  }

  /** Of a series as Prometheus writes it, `name{label="value"}`; 0 when it is not there. */
  of(series: string): number {
    return this.series.get(series) ?? 0;
  }

  /** Every name, without those that a histogram is made of. */
  names(): string[] {
    return [...this.text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name ?? '');
  }
}

export async function scrape(server: Pick<Running, 'url'>): Promise<Scrape> {
  const { status, text } = await call(server, '/metrics', { key: null });
  if (status !== 200) throw new Error(`${status} ${text}`);
  return new Scrape(text);
}
