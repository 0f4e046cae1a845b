import type { FieldsObject, MetadataField } from './field.ts';

/** The action (log, metric, snapshot) an event is about. Order is the order of columns and documents. */
export const actionFields = [
  {
    name: 'action_type',
    type: 'string',
    aliases: ['actionType'],
    page: 'action_type',
    title: 'Action type',
    description:
      'Type of the action: LOG, CAPTURE, COUNTER, METHOD_DURATION, TICTOC, CUSTOM_METRIC, SET_VALUE, or a family (Log, Metrics, Snapshot).',
  },
  {
    name: 'action_family',
    type: 'string',
    title: 'Action family',
    description: 'Family the page lists as action type: Log, Metrics or Snapshot.',
  },
  {
    name: 'action_id',
    type: 'id',
    aliases: ['actionId'],
    page: 'action_id',
    title: 'Action ID',
    description: 'Action ID; joins the request of a user with the acceptance by an agent.',
  },
  { name: 'name', type: 'string', title: 'Name', description: 'Name of a metric.' },
  { name: 'condition', type: 'string', page: 'condition', title: 'Condition', description: 'Condition under which the action fires.' },
  {
    name: 'expressions',
    type: 'strings',
    aliases: ['expression'],
    page: 'expression',
    title: 'Expressions',
    description: 'Expressions the action evaluates.',
  },
  {
    name: 'file_name',
    type: 'string',
    aliases: ['fileName'],
    page: 'file_name, line',
    title: 'File name',
    description: 'Source file of the action.',
  },
  {
    name: 'line',
    type: 'integer',
    page: 'file_name, line',
    title: 'Line',
    description: 'Line in the source file; the first line of a TICTOC.',
  },
  { name: 'end_line', type: 'integer', aliases: ['endLine'], title: 'End line', description: 'Last line of a TICTOC.' },
  { name: 'method', type: 'string', title: 'Method', description: 'Method whose duration is measured.' },
  { name: 'level', type: 'string', title: 'Level', description: 'Level of a log: INFO, ERROR, DEBUG, WARN.' },
  { name: 'format', type: 'string', title: 'Format', description: 'Format text of a log.' },
  { name: 'target', type: 'string', title: 'Output target', description: 'Where the output goes: Stdout, Plugin or both.' },
  {
    name: 'ignore_quota',
    type: 'boolean',
    aliases: ['ignore_qouta', 'ignoreQuota'],
    page: 'ignore_qouta',
    title: 'Ignore quota',
    description: 'Whether the action ignores the quota of its agent.',
  },
  {
    name: 'max_hit_count',
    type: 'integer',
    aliases: ['maxHitCount'],
    page: 'max_hit_count',
    title: 'Max hit count',
    description: 'After how many hits the action ends.',
  },
  { name: 'expiry_sec', type: 'integer', aliases: ['expirySec'], title: 'Expiry (s)', description: 'Lifetime of the action in seconds.' },
  {
    name: 'source_type',
    type: 'string',
    aliases: ['Source Type'],
    title: 'Source type',
    description: 'What the action is bound to: Agent, Tag or Custom source.',
  },
  {
    name: 'source_name',
    type: 'string',
    aliases: ['Source'],
    title: 'Source name',
    description: 'Name of the agent, tag or custom source the action is bound to.',
  },
  { name: 'owner', type: 'string', title: 'Owner', description: 'User who owns the action.', personal: true },
] as const satisfies readonly MetadataField[];

export type ActionMetadata = FieldsObject<typeof actionFields>;
