import type { FieldsObject, MetadataField } from './field.ts';

/** The envelope of a server-side operation; any event may carry it. Order is the order of columns and documents. */
export const systemFields = [
  {
    name: 'operation_type',
    type: 'string',
    page: 'operation_type',
    title: 'Operation type',
    description: 'System operation type, such as login.',
  },
  {
    name: 'operation_result',
    type: 'string',
    page: 'operation_result',
    title: 'Operation result',
    description: 'System operation result.',
  },
  { name: 'message', type: 'string', page: 'message', title: 'Message', description: 'System operation message.' },
  {
    name: 'executor_ip',
    type: 'ip',
    page: 'executor_ip',
    title: 'Executor IP',
    description: 'IP address of the system that executed the operation.',
    personal: true,
  },
  { name: 'actor', type: 'string', page: 'actor', title: 'Actor', description: 'Event actor, as the operation named it.', personal: true },
  { name: 'target', type: 'string', page: 'target', title: 'Target', description: 'Event target, as the operation named it.' },
  { name: 'event_mode', type: 'string', title: 'Event mode', description: 'How the event came to be, such as direct.' },
  { name: 'company', type: 'string', title: 'Company', description: 'Organisation, as the operation named it.' },
] as const satisfies readonly MetadataField[];

export type SystemMetadata = FieldsObject<typeof systemFields>;
