import { sentence } from '../../event/sentence.ts';
import type { NormalisedEvent } from '../../event/types.ts';
import { parseLightrunFields } from '../lightrun-value.ts';
import { codeOf } from '../../catalogue/names.ts';
import { readActorText } from './actor.ts';
import { readDetails } from './details.ts';
import { Draft } from './draft.ts';
import { ImportError, type ImportFormat, type RawRecord, readerOf, type ReadRecord, type Splitter } from './import-format.ts';
import { quoted, readDate } from './instant.ts';
import { Lines } from './line-splitter.ts';

/** The page's Syslog: three lines a record, with the host in the first or without it. */
export const lightrunSyslog: ImportFormat = {
  title: 'Lightrun Syslog',
  says: 'The files of the S3 bucket: three lines a record, with or without a host in the first.',
  // It has no ids: what stands twice happened twice.
  repeats: true,
  reader: ({ zone } = {}) => readerOf(new ThreeLines(), (lines) => readRecord(lines, zone)),
};

const header = /^(?:<\d{1,3}>)?1 (\d{4}-\d\d-\d\d[Tt]\S+)((?: \S*)*)$/;

/** Cuts at each header. Only a value with a raw line end, which the layout does not foresee, makes a record longer. */
class ThreeLines implements Splitter<string[]> {
  readonly #lines = new Lines();
  #record: { line: number; raw: string[] } | null = null;

  push(text: string): RawRecord<string[]>[] {
    return this.#take(this.#lines.push(text));
  }

  end(): RawRecord<string[]>[] {
    return [...this.#take(this.#lines.end()), ...this.#close()];
  }

  #take(lines: readonly { line: number; text: string }[]): RawRecord<string[]>[] {
    const records: RawRecord<string[]>[] = [];
    for (const { line, text } of lines) {
      if (header.test(text)) {
        records.push(...this.#close());
        this.#record = { line, raw: [text] };
      } else if (text.trim() === '') continue;
      else if (this.#record) this.#record.raw.push(text);
      else records.push({ line, raw: new ImportError(`${quoted(text)} is no header of a record`) });
    }
    return records;
  }

  #close(): RawRecord<string[]>[] {
    const record = this.#record;
    this.#record = null;
    return record ? [record] : [];
  }
}

function readRecord(lines: readonly string[], zone: string | undefined): ReadRecord {
  const [head = '', ...rest] = lines;
  const body = rest.join('\n').trim();
  const between = body.indexOf(']\n[');
  if (!body.startsWith('[') || !body.endsWith(']') || between < 0 || body.includes(']\n[', between + 1))
    throw new ImportError('it does not have two lines in brackets under its header');
  const fields = fieldsOf(body.slice(0, between + 1));
  const details = fieldsOf(body.slice(between + 2));
  const draft = new Draft();
  const { instant, host, appName, process, msgId } = headerOf(head);
  readDate(instant, draft, 'timestamp', zone);
  const producer = appName.toLowerCase() === 'annals' ? 'imported annals' : appName;
  draft.producer = {
    name: producer.toLowerCase() === 'lightrun' ? 'lightrun' : producer,
    ...(host !== '-' && { host }),
    ...(/^\d{1,15}$/.test(process) && { pid: Number(process) }),
  };
  if (process !== '-' && !/^\d{1,15}$/.test(process)) draft.keep('procid', process);
  const take = (name: string): string => {
    const value = fields.get(name) ?? '';
    fields.delete(name);
    return value;
  };
  const code = take('event');
  draft.name(code, take('outcome'), 'outcome');
  const eventType = take('eventType');
  if (eventType !== '' && !draft.category(eventType)) draft.keep('eventType', eventType);
  if (msgId !== '' && msgId !== '-' && !draft.category(msgId)) draft.keep('msgid', msgId);
  readDetails(Object.fromEntries(details), draft);
  draft.actor = readActor(take('actorType'), take('actorId'), draft);
  draft.keepName('event', code, [...draft.labels(), codeNow(draft)]);
  keepSentence(take('target'), take('details'), draft);
  for (const [name, value] of fields) draft.keep(name, value);
  return draft.finish(lines.join('\n').trim());
}

function fieldsOf(line: string): Map<string, string> {
  const fields = parseLightrunFields(line);
  if (!fields) throw new ImportError(`${quoted(line)} is no list of fields`);
  const map = new Map<string, string>();
  for (const [key, value] of fields) {
    if (map.has(key)) throw new ImportError(`the field ${quoted(key)} stands twice`);
    map.set(key, value);
  }
  return map;
}

interface Header {
  instant: string;
  host: string;
  appName: string;
  process: string;
  msgId: string;
}

/** `HOST APP PID MSGID` with HOST lost or not, MSGID empty or not, its space kept or not. */
function headerOf(line: string): Header {
  const [, instant = '', rest = ''] = header.exec(line) ?? [];
  const words = rest.split(' ').filter((word) => word !== '');
  const isProcess = (word: string | undefined): boolean => word !== undefined && /^(\d+|-)$/.test(word);
  const hasHost = words.length === 4 || (words.length === 3 && isProcess(words[2]));
  const [host = '-', appName = '', process = '', msgId = ''] = hasHost ? words : ['-', ...words];
  if (words.length < 2 || words.length > 4 || appName === '-') throw new ImportError(`${quoted(line)} is no header of a record`);
  return { instant, host, appName, process, msgId };
}

/** The layout prints keys and services as System with an id. */
function readActor(type: string, id: string, draft: Draft): Draft['actor'] {
  const actor = readActorText(type, id, draft, 'actorType');
  // Here the text is an id, whatever it looks like.
  if (id === '' || (actor.type === 'system' && id.toLowerCase() === 'system') || actor.email !== undefined) return actor;
  return { type: actor.type, id };
}

function codeNow(draft: Draft): string {
  const { meaning, outcome } = draft;
  if (meaning) return codeOf(meaning.entry, outcome);
  return `${draft.eventName.replace(/[^A-Za-z0-9]+/g, '_').toUpperCase()}_${outcome}`;
}

/** Target and details are kept where the event would not say the same by itself. */
function keepSentence(target: string, details: string, draft: Draft): void {
  const event = draft.finish('').event as unknown as NormalisedEvent;
  const [first] = event.targets ?? [];
  if (target !== '' && target !== first?.name && target !== first?.id) draft.keep('target', target);
  if (details !== '' && details !== sentence(event)) draft.keep('details', details);
}
