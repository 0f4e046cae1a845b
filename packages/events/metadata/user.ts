import type { FieldsObject, MetadataField } from './field.ts';

/** The user an event is about or who asked for it. Order is the order of columns and documents. */
export const userFields = [
  { name: 'user_id', type: 'id', aliases: ['userId'], page: 'user_id', title: 'User ID', description: 'User ID value.', personal: true },
  {
    name: 'user_name',
    type: 'string',
    aliases: ['userName'],
    page: 'user_name',
    title: 'User name',
    description: 'User name.',
    personal: true,
  },
  {
    name: 'user_types',
    type: 'strings',
    aliases: ['user_type', 'userTypes', 'userType'],
    page: 'user_types',
    title: 'User types',
    description: 'Types of the user, such as Member.',
  },
  {
    name: 'user_groups',
    type: 'strings',
    aliases: ['user_group', 'userGroups', 'userGroup'],
    page: 'user_group',
    title: 'User groups',
    description: 'Groups the user belongs to.',
  },
  { name: 'email', type: 'string', title: 'E-mail', description: 'E-mail address of the user.', personal: true },
  {
    name: 'register_method',
    type: 'string',
    aliases: ['registerMethod'],
    title: 'Register method',
    description: 'How the account came to be, such as USER_PASS.',
  },
] as const satisfies readonly MetadataField[];

export type UserMetadata = FieldsObject<typeof userFields>;
