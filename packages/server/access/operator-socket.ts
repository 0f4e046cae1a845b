import { chmod, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { isAbsolute } from 'node:path';
import { messageOf } from '../base/exit.ts';
import { Problem } from '../base/problem.ts';
import type { Access } from './access.ts';
import { resetPasswordByEmail } from './reset-password.ts';

/** What fits in sockaddr_un on Linux and macOS alike, without the closing zero. */
const mostPathBytes = 103;
const mostBodyBytes = 4_096;

/** Takes a backup into a directory and records it; `onLine` is told lines for the operator. Answers what was taken. */
export type TakeBackup = (directory: string, onLine: (line: object) => void) => Promise<object>;

/**
 * The operator's door: HTTP over a unix socket that only the server's own user can open; whoever can, could read the
 * data directory as well, so the file's permission is the credential. Two requests: `POST /reset {"email"}` →
 * `{"password"}`, recorded as `annals.user.reset`; `POST /backup {"directory"}` → lines of JSON, progress and at the end
 * `{"summary"}` or `{"detail"}`, recorded as `annals.backup`.
 * Between binding and chmod the directory (`run/`, 0700) keeps others out.
 * A path that is too long costs the door, not the server: it answers null and says so.
 */
export async function openOperatorSocket(
  access: Access,
  path: string,
  log: { warn(fields: object, message: string): void },
  backup: TakeBackup,
): Promise<{ close(): Promise<void> } | null> {
  if (Buffer.byteLength(path) > mostPathBytes) {
    log.warn({ path }, 'the path is too long for a socket: `annals users reset` will not work; use a shorter data directory');
    return null;
  }
  await rm(path, { force: true });
  const server = createServer((request, response) => {
    answer(access, backup, request, response).catch((error: unknown) => {
      log.warn({ err: error }, 'a request of the operator failed');
      response.destroy();
    });
  });
  await listen(server, path);
  await chmod(path, 0o600);
  return {
    close: async () => {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      await rm(path, { force: true });
    },
  };
}

async function listen(server: Server, path: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
}

async function answer(access: Access, backup: TakeBackup, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const send = (status: number, body: object) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (request.method !== 'POST' || !['/reset', '/backup'].includes(request.url ?? ''))
    return void send(404, { detail: 'Only POST /reset and POST /backup are known here.' });
  if (request.url === '/backup') return answerBackup(backup, request, response);
  const email = await readTextOf(request, 'email');
  if (email === null) return void send(400, { detail: 'Send {"email":"…"}.' });
  try {
    send(200, { password: await resetPasswordByEmail(access, email) });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    send(error.status, { code: error.code, detail: error.message });
  }
}

async function answerBackup(backup: TakeBackup, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const directory = await readTextOf(request, 'directory');
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  const say = (line: object) => response.write(`${JSON.stringify(line)}\n`);
  if (directory === null || !isAbsolute(directory)) say({ detail: 'Send {"directory":"/…"}.' });
  else
    await backup(directory, say).then(
      (summary) => say({ summary }),
      (error: unknown) => say({ detail: messageOf(error) }),
    );
  response.end();
}

async function readTextOf(request: IncomingMessage, name: string): Promise<string | null> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > mostBodyBytes) return null;
    chunks.push(chunk);
  }
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    const value = typeof body === 'object' && body !== null && name in body ? (body as Record<string, unknown>)[name] : null;
    return typeof value === 'string' ? value : null;
  } catch {
    return null; // Not JSON: the caller is told what to send.
  }
}
