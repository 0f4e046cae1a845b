import { type ActionMetadata, actionFields } from './action.ts';
import { type AgentMetadata, agentFields } from './agent.ts';
import type { MetadataField } from './field.ts';
import { type SystemMetadata, systemFields } from './system.ts';
import { type UserMetadata, userFields } from './user.ts';
import type { MetadataGroup } from '../event/types.ts';

/** The four metadata groups together, for checks, documents and screens. */
export interface TypedMetadata {
  user?: UserMetadata;
  action?: ActionMetadata;
  system?: SystemMetadata;
  agent?: AgentMetadata;
}

export const metadataFields: Readonly<Record<MetadataGroup, readonly MetadataField[]>> = {
  user: userFields,
  action: actionFields,
  system: systemFields,
  agent: agentFields,
};

/** Order in which groups are shown and exported: the order of the original page. */
export const metadataGroupOrder = ['user', 'action', 'system', 'agent'] as const satisfies readonly MetadataGroup[];

export const metadataTitles: Readonly<Record<MetadataGroup, string>> = {
  user: 'User metadata',
  action: 'Action metadata',
  system: 'System metadata',
  agent: 'Agent metadata',
};
