import { chmod, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Problem } from '../base/problem.ts';
import type { Access } from './access.ts';
import { resetPasswordByEmail } from './reset-password.ts';

/** What fits in sockaddr_un on Linux and macOS alike, without the closing zero. */
const mostPathBytes = 103;
const mostBodyBytes = 4_096;

/**
 * The operator's door: HTTP over a unix socket that only the server's own user can open; whoever can, could read the
 * data directory as well, so the file's permission is the credential. One request: `POST /reset {"email"}` →
 * `{"password"}`, recorded as `annals.user.reset`.
 * Between binding and chmod the directory (`run/`, 0700) keeps others out.
 * A path that is too long costs the door, not the server: it answers null and says so.
 */
export async function openOperatorSocket(
  access: Access,
  path: string,
  log: { warn(fields: object, message: string): void },
): Promise<{ close(): Promise<void> } | null> {
  if (Buffer.byteLength(path) > mostPathBytes) {
    log.warn({ path }, 'the path is too long for a socket: `annals users reset` will not work; use a shorter data directory');
    return null;
  }
  await rm(path, { force: true });
  const server = createServer((request, response) => {
    answer(access, request, response).catch((error: unknown) => {
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

async function answer(access: Access, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const send = (status: number, body: object) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (request.method !== 'POST' || request.url !== '/reset') return void send(404, { detail: 'Only POST /reset is known here.' });
  const email = await readEmailOf(request);
  if (email === null) return void send(400, { detail: 'Send {"email":"…"}.' });
  try {
    send(200, { password: await resetPasswordByEmail(access, email) });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    send(error.status, { code: error.code, detail: error.message });
  }
}

async function readEmailOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > mostBodyBytes) return null;
    chunks.push(chunk);
  }
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return typeof body === 'object' && body !== null && 'email' in body && typeof body.email === 'string' ? body.email : null;
  } catch {
    return null; // Not JSON: the caller is told what to send.
  }
}
