import { z } from 'zod';
import { FilterError, maxQueryBytes } from '../filter/ast.ts';
import { parseFilter } from '../filter/parse.ts';
import { readInstant } from '../filter/values.ts';
import { idParam, instantOut, nameField, organisationField } from './fields.ts';
import { zoneField } from './find.ts';
import { route } from './route.ts';

/** Saved views: questions with a name, of one user or of everybody in an organisation. */

export const mostPrivateViews = 100;
export const mostSharedViews = 200;
/** Characters of a name. */
const mostName = 80;

export const viewPeriods = ['today', 'yesterday', 'this_week', 'last_week', 'this_month', 'last_month'] as const;

const query = z.string().superRefine((q, context) => {
  try {
    parseFilter(q, maxQueryBytes);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
  }
});

const instant = z
  .string()
  .max(40)
  .refine((text) => readInstant(text) !== null, { error: 'An RFC 3339 instant, or a day of UTC.' });

/** What a view asks, and how the page shows it. What a page does not know of it yet is its default. */
export const viewQuestion = z
  .strictObject({
    q: query.optional(),
    from: instant.optional().describe('Earliest occurred_at, inclusive.'),
    to: instant.optional().describe('Latest occurred_at, exclusive.'),
    range: z
      .union([z.string().regex(/^[1-9]\d{0,3}[mhdw]$/), z.enum(viewPeriods)], {
        error: `A number of m, h, d or w before now, or one of ${viewPeriods.join(', ')}.`,
      })
      .optional()
      .describe(`The time up to now: \`15m\`, \`12h\`, \`7d\`, \`4w\`; or ${viewPeriods.join(', ')} of the zone.`),
    order: z.enum(['-sequence', 'sequence', '-occurred_at', 'occurred_at']).optional(),
    zone: zoneField.optional(),
    columns: z.array(z.string().min(1).max(200)).max(40).optional(),
    density: z.enum(['comfortable', 'compact']).optional(),
    size: z.int().min(1).max(1000).optional().describe('Rows of a page.'),
  })
  .refine(({ range, from, to }) => range === undefined || (from === undefined && to === undefined), {
    path: ['range'],
    error: 'Either a range up to now, or instants.',
  })
  .meta({ id: 'ViewQuestion' });

export type ViewQuestion = z.output<typeof viewQuestion>;

export const viewBody = z
  .object({
    id: z.string(),
    organisation: z.string(),
    name: z.string(),
    shared: z.boolean().describe('everybody who reads events of the organisation sees it'),
    own: z.boolean(),
    may_change: z.boolean(),
    owner: z.string().describe('who made it'),
    question: viewQuestion,
    created_at: instantOut,
    updated_at: instantOut,
  })
  .meta({ id: 'View' });

const name = nameField.max(mostName, `Must have at most ${mostName} characters.`);
const shared = z.boolean();

export const listViews = route({
  id: 'listViews',
  method: 'get',
  path: '/v1/views',
  summary: 'List saved views',
  description: 'Your own and the shared ones of the organisation; a key sees the shared ones.',
  access: 'events:read',
  audit: { none: 'shows questions, no events' },
  query: z.strictObject({ organisation: organisationField.optional() }),
  responses: { 200: { description: 'By name', schema: z.object({ views: z.array(viewBody) }) } },
  problems: ['forbidden', 'not_found', 'organisation_required', 'parameter_invalid'],
});

export const createView = route({
  id: 'createView',
  method: 'post',
  path: '/v1/views',
  summary: 'Save a view',
  description: `Needs \`events:read\` in the organisation. At most ${mostPrivateViews} private ones of a user and ${mostSharedViews} shared ones in an organisation.`,
  access: 'session',
  audit: { event: 'annals.saved_view.create' },
  body: z.strictObject({
    organisation: organisationField.optional().describe('Id or slug; needed when the user has more than one.'),
    name,
    shared: shared.default(false),
    question: viewQuestion,
  }),
  responses: { 201: { description: 'Saved', schema: z.object({ view: viewBody }) } },
  problems: ['forbidden', 'not_found', 'organisation_required', 'views_full'],
});

export const changeView = route({
  id: 'changeView',
  method: 'patch',
  path: '/v1/views/{id}',
  summary: 'Change a saved view',
  description:
    'A shared one is changed by its owner and by administrators of the organisation. A view that is no longer shared belongs to its owner alone.',
  access: 'session',
  audit: { event: 'annals.saved_view.change' },
  params: idParam,
  body: z.strictObject({ name: name.optional(), shared: shared.optional(), question: viewQuestion.optional() }),
  responses: { 200: { description: 'Changed', schema: z.object({ view: viewBody }) } },
  problems: ['forbidden', 'not_found', 'views_full'],
});

export const removeView = route({
  id: 'removeView',
  method: 'delete',
  path: '/v1/views/{id}',
  summary: 'Remove a saved view',
  access: 'session',
  audit: { event: 'annals.saved_view.remove' },
  params: idParam,
  responses: { 204: { description: 'Removed' } },
  problems: ['forbidden', 'not_found'],
});
