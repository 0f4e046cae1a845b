import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { canonicalGroups } from '../event/body.ts';
import { eventInputSchema } from '../event/schemas.ts';
import { normalise } from '../event/normalise.ts';
import { sentence } from '../event/sentence.ts';
import { outcomes } from '../event/types.ts';
import { metadataFields } from '../metadata/groups.ts';
import { catalogue, findEvent, resolveEventName } from './catalogue.ts';
import { catalogueDocument } from './document.ts';
import { exampleOf } from './example.ts';
import { renderCatalogueMarkdown } from './markdown.ts';
import { codeOf, labelOf, namesOf, originalNameOf } from './names.ts';

const open = { strict: false, allowReserved: true };

describe('every entry of the catalogue', () => {
  for (const entry of catalogue) {
    it(`${entry.id}: all its names lead to it, its example is recorded without a warning and reads as a sentence`, () => {
      assert.match(entry.id, /^[a-z_]+(\.[a-z_]+){1,2}$/);
      assert.match(entry.code, /^[A-Z][A-Z_]+$/);
      const spellings = [entry.id, entry.code, entry.label, ...entry.names.map((one) => one.name), ...entry.aliases];
      for (const outcome of outcomes) {
        for (const name of [codeOf(entry, outcome), labelOf(entry, outcome)]) {
          const meaning = resolveEventName(name);
          assert.equal(meaning?.entry.id, entry.id, name);
          if (!entry.fixed) assert.equal(meaning.outcome, outcome, name);
        }
      }
      for (const name of spellings) {
        assert.equal(resolveEventName(name)?.entry.id, entry.id, name);
        assert.equal(resolveEventName(` ${name.toUpperCase()} `)?.entry.id, entry.id, name);
      }
      for (const original of entry.names)
        assert.equal(resolveEventName(original.name)?.outcome ?? undefined, original.outcome, original.name);

      const example = exampleOf(entry);
      const result = normalise(example, { strict: true, allowReserved: entry.reserved });
      assert.ok(result.ok, JSON.stringify(result));
      assert.deepEqual(result.warnings, []);
      assert.equal(result.event.event, entry.id);
      assert.equal(result.event.category, entry.category);
      assert.equal(result.event.outcome, entry.defaultOutcome);
      assert.ok(canonicalGroups(result.event).actor !== undefined || result.event.actor.type === 'system');
      assert.ok(eventInputSchema.safeParse(example).success);
      for (const outcome of outcomes) {
        const text = sentence({ ...result.event, outcome });
        assert.doesNotMatch(text, /[{}[\]|]|not named|not said|undefined/, text);
      }
      assert.equal(entry.reserved, !normalise(example, { strict: true, allowReserved: false }).ok);
    });

    it(`${entry.id}: secrets at its pointers are never kept`, () => {
      for (const pointer of entry.secrets) {
        const [, top = '', ...rest] = pointer.split('/');
        const nested = rest.reduceRight<unknown>((value, key) => ({ [key]: value }), 'correct horse battery staple');
        const result = normalise({ ...exampleOf(entry), [top]: nested }, { strict: false, allowReserved: true });
        assert.ok(result.ok);
        assert.doesNotMatch(JSON.stringify(result.event), /correct horse/);
        assert.deepEqual(result.event.redacted, [pointer]);
      }
    });
  }
});

describe('the twelve rows of the original page', () => {
  const rows: readonly [name: string, id: string, outcome: string, category: string, code: string, label: string][] = [
    ['create action success', 'action.create', 'success', 'creation', 'ADDED_ACTION_SUCCESS', 'action create success'],
    ['create action failure', 'action.create', 'failure', 'creation', 'ADDED_ACTION_FAILURE', 'action create failure'],
    ['create new user', 'user.create', 'success', 'creation', 'CREATED_USER_SUCCESS', 'user create success'],
    ['delete user', 'user.delete', 'success', 'deletion', 'DELETED_USER_SUCCESS', 'user delete success'],
    ['create agent success', 'agent.register', 'success', 'creation', 'REGISTERED_AGENT_SUCCESS', 'agent create success'],
    ['create agent failed', 'agent.register', 'failure', 'creation', 'REGISTERED_AGENT_FAILURE', 'agent create failure'],
    ['remove agent success', 'agent.remove', 'success', 'deletion', 'REMOVED_AGENT_SUCCESS', 'agent remove success'],
    ['integration added', 'integration.create', 'success', 'creation', 'ADDED_INTEGRATION_SUCCESS', 'integration create success'],
    [
      'daily exception limit reached',
      'system.exception_limit_reached',
      'unknown',
      'change',
      'DAILY_EXCEPTION_LIMIT_REACHED',
      'daily exception limit reached',
    ],
    ['change company name', 'organisation.rename', 'success', 'change', 'RENAMED_COMPANY_SUCCESS', 'company rename success'],
    ['tag created', 'tag.create', 'success', 'creation', 'CREATED_TAG_SUCCESS', 'tag create success'],
    ['authentication Success', 'auth.login', 'success', 'authentication', 'AUTHENTICATION_SUCCESS', 'auth login success'],
  ];
  for (const [name, id, outcome, category, code, label] of rows) {
    it(`${name} is ${id}`, () => {
      const result = normalise({ event: name, actor: { type: 'user' }, ...(outcome === 'failure' ? { error_message: 'no' } : {}) }, open);
      assert.ok(result.ok);
      assert.deepEqual([result.event.event, result.event.outcome, result.event.category], [id, outcome, category]);
      assert.deepEqual(namesOf(findEvent(id), id, result.event.outcome), { code, label, original_name: name });
    });
  }

  it('rows with two outcomes fail when they bring an error_message', () => {
    for (const name of ['create new user', 'delete user', 'change company name']) {
      const result = normalise({ event: name, actor: { type: 'user' }, error_message: 'no' }, open);
      assert.ok(result.ok && result.event.outcome === 'failure');
    }
  });
});

describe('names', () => {
  it('use the type of an action as subject, and read such labels', () => {
    const entry = findEvent('action.create');
    assert.ok(entry);
    assert.equal(labelOf(entry, 'success', 'counter'), 'COUNTER create success');
    assert.equal(labelOf(entry, 'success', 'so long; no type'), 'action create success');
    const result = normalise({ event: 'COUNTER disable success', actor: { type: 'user' } }, open);
    assert.ok(result.ok);
    assert.equal(result.event.event, 'action.disable');
    assert.deepEqual(result.event.metadata, { action: { action_type: 'COUNTER' } });
  });

  it('of earlier page and of an unlisted event', () => {
    const rename = findEvent('user.create');
    assert.ok(rename);
    assert.equal(originalNameOf(rename, 'failure'), 'create new user');
    assert.deepEqual(namesOf(undefined, 'billing.invoice/pay', 'success'), {
      code: 'BILLING_INVOICE_PAY_SUCCESS',
      label: 'billing invoice pay success',
      original_name: null,
    });
  });
});

describe('documents', () => {
  it('name every field of the four tables of the page', () => {
    const page = {
      user: ['user_id', 'user_name', 'user_types', 'user_group'],
      action: ['action_type', 'action_id', 'condition', 'expression', 'file_name, line', 'ignore_qouta', 'max_hit_count'],
      system: ['operation_type', 'executor_ip', 'message', 'operation_result', 'actor', 'target'],
      agent: [
        'agent_api_version',
        'agent_ip',
        'agent_id',
        'agent_name',
        'agent_os',
        'agent_pid',
        'agent_version',
        'runtime environment',
        'log_piping',
        'source',
      ],
    };
    const document = catalogueDocument();
    for (const [group, names] of Object.entries(page)) {
      const fields = document.metadata.find((one) => one.group === group)?.fields ?? [];
      for (const name of names)
        assert.ok(
          fields.some((field) => field.original_name === name),
          `${group}: ${name}`,
        );
    }
    assert.equal(document.events.length, catalogue.length);
    assert.deepEqual(JSON.parse(JSON.stringify(document)), document);
  });

  it('are the same text every time, with every event and field', () => {
    const text = renderCatalogueMarkdown();
    assert.equal(text, renderCatalogueMarkdown());
    for (const entry of catalogue) assert.ok(text.includes(`\`${entry.id}\``), entry.id);
    for (const fields of Object.values(metadataFields))
      for (const field of fields) assert.ok(text.includes(`\`${field.name}\``), field.name);
  });

  it('no name or alias of a field leads to two fields of its group', () => {
    for (const fields of Object.values(metadataFields)) {
      const names = fields.flatMap((field) => [field.name, ...(field.aliases ?? [])]);
      assert.equal(new Set(names).size, names.length);
    }
  });
});
