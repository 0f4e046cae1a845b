import type { FormatOptions } from '@annals/events';
import { hostname } from 'node:os';

export interface WritingOptions {
  version: string;
  enterpriseNumber: number;
}

/** What a format says of who writes a file: this machine, this process. */
export function writing({ version, enterpriseNumber }: WritingOptions): FormatOptions {
  return { host: hostname(), pid: process.pid, softwareVersion: version, enterpriseNumber };
}
