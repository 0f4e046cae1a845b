/** What a key may do, and what a role may do. Ids are API: never renamed, only added. */

export const scopes = [
  'events:write',
  'events:read',
  'events:export',
  'ledger:read',
  'users:manage',
  'keys:manage',
  'settings:manage',
] as const;
export type Scope = (typeof scopes)[number];

export const roles = ['admin', 'auditor', 'viewer'] as const;
export type Role = (typeof roles)[number];

/** The scopes a role carries inside its organisation; the only place where a role gets its meaning. */
export const scopesOfRole: Readonly<Record<Role, readonly Scope[]>> = {
  admin: scopes,
  auditor: ['events:read', 'events:export', 'ledger:read'],
  viewer: ['events:read'],
};
