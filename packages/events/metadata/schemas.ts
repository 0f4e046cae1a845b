import { z } from 'zod';
import { type ActionMetadata, actionFields } from './action.ts';
import { type AgentMetadata, agentFields } from './agent.ts';
import type { FieldType, MetadataField } from './field.ts';
import type { TypedMetadata } from './groups.ts';
import { type SystemMetadata, systemFields } from './system.ts';
import { type UserMetadata, userFields } from './user.ts';

/** Zod schemas for contract and SDK, made from the tables of the groups, so that they cannot differ. */
const schemaOf: Readonly<Record<FieldType, () => z.ZodType>> = {
  string: () => z.string(),
  id: () => z.string(),
  strings: () => z.array(z.string()),
  integer: () => z.int(),
  boolean: () => z.boolean(),
  ip: () => z.string(),
};

function groupSchema<Shape>(fields: readonly MetadataField[]): z.ZodType<Shape> {
  const shape: Record<string, z.ZodType> = {};
  for (const field of fields) shape[field.name] = schemaOf[field.type]().optional().describe(field.description);
  // Loose: a secret's place-holder may stand beside the known fields.
  return z.looseObject(shape) as unknown as z.ZodType<Shape>;
}

export const userMetadataSchema = groupSchema<UserMetadata>(userFields);
export const actionMetadataSchema = groupSchema<ActionMetadata>(actionFields);
export const systemMetadataSchema = groupSchema<SystemMetadata>(systemFields);
export const agentMetadataSchema = groupSchema<AgentMetadata>(agentFields);

/** Metadata in canonical names, as every answer carries it. */
export const metadataSchema: z.ZodType<TypedMetadata> = z.object({
  user: userMetadataSchema.optional(),
  action: actionMetadataSchema.optional(),
  system: systemMetadataSchema.optional(),
  agent: agentMetadataSchema.optional(),
}) as unknown as z.ZodType<TypedMetadata>;
