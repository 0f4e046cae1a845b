/** What is wrong with an archive; ids are API. */
export const badKinds = {
  empty: 'There is no manifest in it.',
  manifest: 'A manifest is not what a manifest must be.',
  day_missing: 'A day, or a part of it, is missing.',
  chain: 'A manifest does not follow the one before it.',
  missing: 'An object that a manifest names is not there.',
  changed: 'An object is not what its manifest says.',
  event: 'An event is not the one the tree was signed over.',
  tree: 'The events do not make the tree.',
  signature: 'A manifest or a checkpoint is not signed by the key.',
  syslog: 'The Syslog file does not have a record for each event.',
} as const;

export type BadKind = keyof typeof badKinds;

/** The first bad thing of an archive, with its key. */
export class Bad extends Error {
  override name = 'Bad';
  readonly kind: BadKind;
  readonly key: string;

  constructor(kind: BadKind, key: string, detail: string) {
    super(detail);
    this.kind = kind;
    this.key = key;
  }
}
