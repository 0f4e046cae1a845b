/** A first event as a command for a terminal: nothing to fill in. The token and the address hold no quotes. */
export function curlCommand(origin: string, token: string): string {
  const event = { event: 'auth.login', outcome: 'success', actor: { type: 'user', id: 'u-1', email: 'dana@example.com' } };
  return [
    `curl ${origin}/v1/events \\`,
    `  -H 'authorization: Bearer ${token}' \\`,
    `  -H 'content-type: application/json' \\`,
    `  -d '${JSON.stringify(event)}'`,
  ].join('\n');
}
