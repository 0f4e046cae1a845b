import type { RecordedEvent } from '@annals/events';

/** An event on its way out, with the hash of its leaf in base64. */
export interface SourceEvent {
  event: RecordedEvent;
  leafHash: string;
}

/** Events in the order of the export, some at a time; ends after the last one or breaks off with an error. */
export type EventSource = AsyncGenerator<SourceEvent[], void>;
