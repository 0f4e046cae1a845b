import { request } from 'node:http';
import { join } from 'node:path';
import { findData } from '../data-directory.ts';
import { exitCodes, UnavailableError, type ExitCode } from '../exit.ts';
import type { Terminal } from '../terminal.ts';

interface Answer {
  password?: string;
  detail?: string;
}

/**
 * For the administrator who lost the password: asks the running server, over the socket in its data directory that only
 * its own user can open, for a temporary one. The reset is an event, and ends the user's sessions.
 */
export async function usersResetCommand(terminal: Terminal, email: string, options: { data?: string; json?: true }): Promise<ExitCode> {
  const answer = await ask(join(findData(terminal, options.data), 'run', 'operator.sock'), email);
  if (answer.password === undefined) {
    terminal.err(`annals: ${answer.detail ?? 'the server did not say why'}`);
    return exitCodes.failed;
  }
  if (options.json) terminal.out(JSON.stringify({ email, password: answer.password }));
  else {
    terminal.err(`Temporary password of ${email}, shown this once; every session of the account is ended:`);
    terminal.out(answer.password);
  }
  return exitCodes.ok;
}

function ask(socketPath: string, email: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = request(
      { socketPath, path: '/reset', method: 'POST', headers: { 'content-type': 'application/json' }, timeout: 30_000 },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve(JSON.parse(text) as Answer));
        response.on('error', reject);
      },
    );
    asking.on('error', (error) =>
      reject(
        new UnavailableError(
          `The server of this data directory does not answer at ${socketPath} (${error.message}). Start it first; it does not need to be set up again.`,
        ),
      ),
    );
    asking.on('timeout', () => asking.destroy(new Error('no answer within 30 s')));
    asking.end(JSON.stringify({ email }));
  });
}
