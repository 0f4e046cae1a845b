import { type CatalogueDocument, catalogueDocument, type CatalogueDocumentEvent, type CatalogueDocumentGroup } from './document.ts';

/** docs/catalogue.md. Deterministic: the same catalogue gives the same text, so that a check can compare. */
export function renderCatalogueMarkdown(): string {
  const document = catalogueDocument();
  return `${[
    '# Catalogue of events',
    'Generated from `packages/events/catalogue` and `packages/events/metadata`; `GET /v1/catalogue` answers the same as JSON.',
    introduction,
    '## Events',
    ...subjects(document),
    '## Actions are told twice',
    ...stages(document),
    '## Metadata',
    'Every field is optional. Aliases are read and never written. A wrong type of a known field is rejected by pointer; a field that is not known is kept in `extra` as `metadata.<group>.<field>`, with a warning.',
    ...document.metadata.flatMap(group),
    '## How the original page is read',
    "Annals begins with a published description of one vendor's audit events. Where its letter is unclear or mistaken, this is the reading taken.",
    table(
      ['The page', 'Read as'],
      document.readings.map((one) => [one.page, one.reading]),
    ),
    '### By event',
    table(
      ['Event', 'Reading'],
      document.events.filter((event) => event.reading !== null).map((event) => [`\`${event.id}\``, event.reading ?? '']),
    ),
    '## Secrets',
    secrets,
  ].join('\n\n')}\n`;
}

const introduction = [
  'An event may be named by its id, its code, its label or a name of the original page, in any letter case; answers carry all of them.',
  'Code and label end in the outcome: `REMOVED_AGENT_SUCCESS`, `agent remove success`. Where an event says no outcome, an `error_message` means `failure`; otherwise the default of the entry holds.',
  'An event that is not listed is kept with `unlisted: true` and category `change` unless it says another one. Ids beginning `annals.` are reserved for the server.',
].join('\n');

const secrets = [
  'Values of keys that name a secret (password, token, API key, authorization, cookie, private key and the like, at any depth of metadata, extra and changes)',
  'and texts that have the form of one (bearer and basic credentials, private keys, signed tokens, keys of well-known services, passwords in URLs)',
  'are replaced by `[redacted]` before anything is stored; `redacted` lists their pointers.',
].join('\n');

function subjects(document: CatalogueDocument): string[] {
  return [...Map.groupBy(document.events, (event) => event.subject)].flatMap(([subject, events]) => [
    `### ${subject}`,
    table(['Id', 'What', 'Category', 'Actors', 'Code', 'Label', 'Original name', 'Metadata'], events.map(row)),
  ]);
}

function row(event: CatalogueDocumentEvent): string[] {
  const { success, failure } = event.names;
  const fixed = success.code === failure.code;
  return [
    `\`${event.id}\``,
    event.title,
    event.category,
    event.actor_types.join(', '),
    `\`${fixed ? success.code : success.code.replace(/SUCCESS$/, '…')}\``,
    event.label_by_action_type
      ? `\`<TYPE>${success.label.slice('action'.length).replace(/success$/, '…')}\``
      : fixed
        ? success.label
        : success.label.replace(/success$/, '…'),
    event.original_names.map((one) => (one.page === 'current' ? `**${one.name}**` : one.name)).join(', '),
    event.metadata.join(', '),
  ];
}

function stages(document: CatalogueDocument): string[] {
  const staged = document.events.find((event) => event.stages.length > 0);
  if (!staged) return [];
  return [
    'A user asks the server, an agent takes the action into its runtime: two events of the same id, joined by `action_id` (and `correlation_id`).',
    table(
      ['Stage', 'Actors', 'Metadata'],
      staged.stages.map((stage) => [stage.name, stage.actors.join(', '), stage.metadata.join(', ')]),
    ),
  ];
}

function group(one: CatalogueDocumentGroup): string[] {
  const rows = one.fields.map((field) => [
    `\`${field.name}\``,
    field.type,
    field.original_name === null ? '' : `\`${field.original_name}\``,
    field.aliases.map((alias) => `\`${alias}\``).join(', '),
    field.personal ? 'yes' : '',
    field.description,
  ]);
  return [`### ${one.title}`, table(['Field', 'Type', 'On the page', 'Also read', 'Personal', 'Meaning'], rows)];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
