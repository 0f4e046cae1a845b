import { lineFormats, type RecordedEvent } from '@annals/events';

/** One event in each of the forms that people take away; the texts are those of the files, made by the same code. */

export const rawTabs = ['json', 'rfc5424', 'lightrun', 'csv'] as const;
export type RawTab = (typeof rawTabs)[number];

/** What an export takes from the machine that makes it, where the event does not say. */
export type ServerPart = 'hostAndPid' | 'host' | 'pid' | null;

export interface Rendering {
  text: string;
  server: ServerPart;
}

export function renderEvent(tab: RawTab, event: RecordedEvent, leafHash: string, softwareVersion: string): Rendering {
  const options = { softwareVersion };
  switch (tab) {
    case 'json':
      return { text: JSON.stringify(event, null, 2), server: null };
    case 'rfc5424':
      return { text: lineFormats['syslog-rfc5424'].writer(options).line(event, leafHash), server: serverPart(event) };
    case 'lightrun':
      return { text: lineFormats['syslog-lightrun'].writer(options).line(event, leafHash), server: serverPart(event) };
    case 'csv': {
      const writer = lineFormats.csv.writer();
      return { text: writer.header + writer.line(event, leafHash), server: null };
    }
  }
}

function serverPart({ producer }: RecordedEvent): ServerPart {
  const hasHost = Boolean(producer?.host);
  if (producer?.pid === undefined) return hasHost ? 'pid' : 'hostAndPid';
  return hasHost ? null : 'host';
}
