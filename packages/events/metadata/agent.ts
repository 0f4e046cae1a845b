import type { FieldsObject, MetadataField } from './field.ts';

/** The agent an event is about. Order is the order of columns and documents. */
export const agentFields = [
  { name: 'agent_id', type: 'id', aliases: ['agentId'], page: 'agent_id', title: 'Agent ID', description: 'Agent ID value.' },
  {
    name: 'agent_name',
    type: 'string',
    aliases: ['agentName'],
    page: 'agent_name',
    title: 'Agent name',
    description: 'Agent name, such as `host (pid 72850)`.',
  },
  {
    name: 'agent_ip',
    type: 'ip',
    aliases: ['agentIp'],
    page: 'agent_ip',
    title: 'Agent IP',
    description: 'Agent IP address.',
    personal: true,
  },
  { name: 'agent_os', type: 'string', aliases: ['agentOs'], page: 'agent_os', title: 'Agent OS', description: 'Agent operating system.' },
  { name: 'agent_pid', type: 'integer', aliases: ['agentPid'], page: 'agent_pid', title: 'Agent PID', description: 'Agent process ID.' },
  {
    name: 'agent_version',
    type: 'string',
    aliases: ['agentVersion'],
    page: 'agent_version',
    title: 'Agent version',
    description: 'Agent version.',
  },
  {
    name: 'agent_api_version',
    type: 'string',
    aliases: ['api_version', 'agentApiVersion', 'apiVersion'],
    page: 'agent_api_version',
    title: 'Agent API version',
    description: 'Agent API version.',
  },
  {
    name: 'runtime_environment',
    type: 'string',
    aliases: ['runtime environment', 'runtimeEnvironment'],
    page: 'runtime environment',
    title: 'Runtime environment',
    description: 'Runtime of the agent: Java, Node.js, Python, .NET.',
  },
  {
    name: 'log_piping',
    type: 'string',
    aliases: ['logPiping'],
    page: 'log_piping',
    title: 'Log piping',
    description: 'Configured routing: APP_ONLY, PLUGIN_ONLY or BOTH.',
  },
  { name: 'source', type: 'string', page: 'source', title: 'Source', description: 'Agent, tag or custom source an action was bound to.' },
  { name: 'agent_pool', type: 'string', aliases: ['agentPool'], title: 'Agent pool', description: 'Pool the agent belongs to.' },
  { name: 'tags', type: 'strings', title: 'Tags', description: 'Tags the agent carries.' },
] as const satisfies readonly MetadataField[];

export type AgentMetadata = FieldsObject<typeof agentFields>;
