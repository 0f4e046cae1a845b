import { z } from 'zod';
import type { ProblemCode } from './problems.ts';
import { problems } from './problems.ts';
import { routes } from './routes.ts';
import type { Access, RouteContract, RouteResponse } from './route.ts';

type Json = Record<string, unknown>;

/** openapi.json: OpenAPI 3.1, made of the contract and nothing else. Checked in, and a test holds the two together. */
export function openapiDocument(contracts: readonly RouteContract[] = routes): Json {
  const components: Json = {};
  const paths: Record<string, Json> = {};
  for (const contract of contracts) (paths[contract.path] ??= {})[contract.method] = operation(contract, components);
  components['Problem'] = problemSchema;
  return {
    openapi: '3.1.0',
    info: {
      title: 'Annals',
      version: 'v1',
      description:
        '`/v1` only grows: ignore response fields you do not know; unknown request fields are refused. Instants are RFC 3339 in UTC.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'API key, `ann_…`' },
        session: { type: 'apiKey', in: 'cookie', name: 'annals_session', description: 'Set by signing in' },
      },
      schemas: Object.fromEntries(Object.entries(components).sort(([a], [b]) => (a < b ? -1 : 1))),
    },
  };
}

function operation(contract: RouteContract, components: Json): Json {
  const parameters = [...parametersOf('path', contract.params, components), ...parametersOf('query', contract.query, components)];
  const description = [contract.description, accessText(contract.access), auditText(contract)]
    .filter((text) => text !== undefined)
    .join('\n\n');
  return {
    operationId: contract.id,
    summary: contract.summary,
    description,
    security: securityOf(contract.access),
    ...(parameters.length > 0 && { parameters }),
    ...((contract.body || contract.bodyTypes) && { requestBody: requestBody(contract, components) }),
    responses: responsesOf(contract, components),
  };
}

function parametersOf(place: 'path' | 'query', schema: z.ZodObject | undefined, components: Json): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = toJsonSchema(schema, 'input', components) as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...rest } = property;
    return {
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      ...(description !== undefined && { description }),
      schema: rest,
    };
  });
}

function requestBody(contract: RouteContract, components: Json): Json {
  const schema = contract.body ? toJsonSchema(contract.body, 'input', components) : {};
  return { required: true, content: Object.fromEntries((contract.bodyTypes ?? ['application/json']).map((type) => [type, { schema }])) };
}

function responsesOf(contract: RouteContract, components: Json): Json {
  const successes = Object.entries(contract.responses).map(([status, response]) => [status, successOf(response, components)] as const);
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of allProblems(contract)) byStatus.set(problems[code].status, [...(byStatus.get(problems[code].status) ?? []), code]);
  const failures = [...byStatus]
    .filter(([status]) => !(status in contract.responses))
    .sort(([a], [b]) => a - b)
    .map(
      ([status, codes]) =>
        [
          String(status),
          { description: codes.map((code) => `\`${code}\`: ${problems[code].title}`).join('\n\n'), content: problemContent },
        ] as const,
    );
  return Object.fromEntries([...successes, ...failures]);
}

function successOf(response: RouteResponse, components: Json): Json {
  const { description, schema, contentType } = response;
  if (!schema && contentType === undefined) return { description };
  return {
    description,
    content: { [contentType ?? 'application/json']: schema ? { schema: toJsonSchema(schema, 'output', components) } : {} },
  };
}

/** Its own problems and those that come with its form. */
export function allProblems(contract: RouteContract): ProblemCode[] {
  const implied: ProblemCode[] = ['internal'];
  if (contract.access !== 'public') implied.push('unauthenticated');
  if (contract.access !== 'public' && contract.access !== 'principal') implied.push('forbidden');
  if (contract.method !== 'get' && contract.access !== 'public') implied.push('origin_forbidden');
  if (contract.query || contract.params) implied.push('parameter_invalid');
  if (contract.body && !contract.rawBody)
    implied.push('json_invalid', 'content_type_unsupported', 'content_encoding_unsupported', 'request_too_large', 'validation_failed');
  return [...new Set([...contract.problems, ...implied])];
}

function toJsonSchema(schema: z.ZodType, io: 'input' | 'output', components: Json): Json {
  const {
    $schema: _dialect,
    $defs = {},
    ...json
  } = z.toJSONSchema(schema, { target: 'draft-2020-12', io, unrepresentable: 'any' }) as Json & { $defs?: Json };
  for (const [name, definition] of Object.entries($defs)) components[name] = pointToComponents(definition);
  return pointToComponents(json) as Json;
}

/** zod names shared schemas under `#/$defs`; here they live under `#/components/schemas`. */
function pointToComponents(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pointToComponents);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== 'id' || typeof (value as Json)['id'] !== 'string')
      .map(([name, member]) => [
        name,
        name === '$ref' && typeof member === 'string' ? member.replace('#/$defs/', '#/components/schemas/') : pointToComponents(member),
      ]),
  );
}

function accessText(access: Access): string {
  if (access === 'public') return 'For anyone.';
  if (access === 'session') return 'For a signed-in user.';
  if (access === 'principal') return 'For any key or signed-in user.';
  return `Needs the scope \`${access}\`.`;
}

function auditText({ audit }: RouteContract): string {
  return 'none' in audit
    ? `Records no event of its own: ${audit.none}.`
    : `Recorded as ${[audit.event, ...(audit.also ?? [])].map((event) => `\`${event}\``).join(', ')}.`;
}

function securityOf(access: Access): Json[] {
  if (access === 'public') return [];
  return access === 'session' ? [{ session: [] }] : [{ key: [] }, { session: [] }];
}

const problemContent = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

const problemSchema: Json = {
  type: 'object',
  description: 'RFC 9457. `code` is the stable name; see docs/errors.md.',
  required: ['type', 'title', 'status', 'code', 'detail', 'request_id'],
  properties: {
    type: { type: 'string', examples: ['urn:annals:error:query_invalid'] },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(problems).sort() },
    detail: { type: 'string' },
    request_id: { type: 'string' },
    position: { type: 'object', properties: { offset: { type: 'integer' }, length: { type: 'integer' } }, required: ['offset', 'length'] },
    expected: { type: 'array', items: { type: 'string' } },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: { pointer: { type: 'string' }, code: { type: 'string' }, detail: { type: 'string' } },
        required: ['pointer', 'code', 'detail'],
      },
    },
  },
};
