import { scopes, type Scope } from '@annals/events';
import { connect } from '../connect.ts';
import { exitCodes, UsageError, type ExitCode } from '../exit.ts';
import type { Terminal } from '../terminal.ts';

export interface KeysCreateOptions {
  name: string;
  organisation?: string;
  installation?: true;
  scopes: string;
  expiresAt?: string;
  json?: true;
}

/** Makes an API key. The token is printed alone on stdout, so that it can go straight into a file or a variable. */
export async function keysCreateCommand(terminal: Terminal, options: KeysCreateOptions): Promise<ExitCode> {
  const wanted = options.scopes.split(',').map((scope) => scope.trim());
  const unknown = wanted.filter((scope) => !isScope(scope));
  if (unknown.length > 0) throw new UsageError(`Unknown scope ${unknown.join(', ')}; there are ${scopes.join(', ')}.`);
  if ((options.organisation === undefined) === (options.installation === undefined))
    throw new UsageError('Give --organisation ID for a key of one organisation, or --installation for a key of all.');
  const { key, token } = await connect(terminal).keys.create({
    name: options.name,
    organisation: options.organisation ?? null,
    scopes: wanted.filter(isScope),
    ...(options.expiresAt === undefined ? {} : { expires_at: options.expiresAt }),
  });
  if (options.json) terminal.out(JSON.stringify({ key, token }));
  else {
    terminal.err(`Key ${key.id} for ${key.organisation ?? 'every organisation'}: ${key.scopes.join(', ')}. The token is shown this once:`);
    terminal.out(token);
  }
  return exitCodes.ok;
}

function isScope(text: string): text is Scope {
  return (scopes as readonly string[]).includes(text);
}
