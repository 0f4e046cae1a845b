/**
 * One field of a metadata group, as data: types, schemas, checks, documents and column order all come from these tables.
 *
 * `id` is a text or an integer (kept as text), `strings` is a list of texts (one text is read as a list of one),
 * `ip` is a text that should be an IPv4 or IPv6 address.
 */
export type FieldType = 'string' | 'id' | 'strings' | 'integer' | 'boolean' | 'ip';

export interface MetadataField {
  /** Canonical name, on output always this one. */
  readonly name: string;
  readonly type: FieldType;
  /** Other names read on input. */
  readonly aliases?: readonly string[];
  /** The name the original page prints, when the page has the field. */
  readonly page?: string;
  readonly title: string;
  readonly description: string;
  /** Says something about a natural person. */
  readonly personal?: true;
}

interface ValueOf {
  string: string;
  id: string;
  strings: readonly string[];
  integer: number;
  boolean: boolean;
  ip: string;
}

/** The TypeScript shape of a table of fields; every field is optional because the page omits absent ones. */
export type FieldsObject<Fields extends readonly MetadataField[]> = {
  -readonly [Field in Fields[number] as Field['name']]?: ValueOf[Field['type']];
};
