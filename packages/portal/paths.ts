/** Every address of the portal. No other file writes one. */
export const paths = {
  home: '/',
  signIn: '/sign-in',
  setup: '/setup',
  settings: '/settings',
  auditEvents: '/settings/security/audit-events',
  exports: '/settings/security/exports',
  shared: '/shared',
  users: '/settings/users',
  keys: '/settings/keys',
  organisation: '/settings/organisation',
  archive: '/settings/archive',
  retention: '/settings/retention',
  account: '/settings/account',
  health: '/settings/health',
} as const;
