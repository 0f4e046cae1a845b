import { serve } from '@hono/node-server';
import { randomUUID } from 'node:crypto';
import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { problems, type ProblemCode } from '@annals/events';
import type { Config } from '../base/config.ts';
import { errorCode } from '../base/exit.ts';
import { Problem } from '../base/problem.ts';
import { Connections, mostConnections } from './connections.ts';
import type { App } from './context.ts';
import { problemHeaders } from './problem-headers.ts';

export interface Listening {
  url: string;
  /** Takes no more connections and lets answers under way end, at most five seconds. */
  close(): Promise<void>;
}

const maxHeaderBytes = 16 * 1024;
/** More are not parsed; `app.ts` refuses a request long before. */
const mostParsedFields = 256;
const closeMs = 5_000;
/** A connection on which nothing moves for so long, in the middle of an answer, has no reader any more. */
const silentMs = 600_000;
/** An answer to what is no HTTP is given so long to arrive. */
const lingerMs = 500;

/** Opens the port. Whatever is sent there: each connection has bounds of time and size, and what breaks them is a problem. */
export async function listen(app: App, { listen: { host, port }, limits }: Pick<Config, 'listen' | 'limits'>): Promise<Listening> {
  const requestTimeout = limits.requestSeconds * 1_000;
  const connections = new Connections(mostConnections(limits.connections));
  const server = await new Promise<Server>((resolve, reject) => {
    const http = serve(
      {
        fetch: app.fetch,
        hostname: host,
        port,
        createServer: guarded(connections),
        serverOptions: {
          headersTimeout: Math.min(limits.headerSeconds * 1_000, requestTimeout),
          requestTimeout,
          keepAliveTimeout: limits.idleSeconds * 1_000,
          connectionsCheckingInterval: 1_000,
          maxHeaderSize: maxHeaderBytes,
        },
      },
      () => resolve(http),
    ) as Server;
    http.on('error', reject);
  });
  server.maxHeadersCount = mostParsedFields;
  server.setTimeout(silentMs, (socket: Socket) => socket.destroy());
  connections.watch(server);
  server.on('clientError', (error: Error, socket: Socket) => {
    if (!socket.writable || errorCode(error) === 'ECONNRESET' || connections.isAnswering(socket)) socket.destroy();
    else refuse(socket, codeOf(error));
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    close: () => close(server),
  };
}

/** A server that answers only what the connections admit. */
function guarded(connections: Connections): typeof createServer {
  const create = (options: ServerOptions, answer: RequestListener): Server =>
    createServer(options, (request, response) => {
      // HTTP 0.9 has neither header nor status.
      if (request.httpVersionMajor !== 1) refuse(request.socket, 'request_malformed');
      else if (connections.admit(request, response)) answer(request, response);
    });
  return create as typeof createServer;
}

function codeOf(error: Error): ProblemCode {
  const code = errorCode(error);
  if (code === 'HPE_HEADER_OVERFLOW') return 'header_too_large';
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'request_timeout' : 'request_malformed';
}

/** Says why, below the floor on which requests are; then the connection is over. */
function refuse(socket: Socket, code: ProblemCode): void {
  const requestId = randomUUID();
  const problem = new Problem(code);
  const body = JSON.stringify(problem.body(requestId));
  const headers = {
    ...problemHeaders(problem),
    'x-request-id': requestId,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${problem.status} ${problems[code].title}\r\n${lines.join('')}\r\n${body}`);
  setTimeout(() => socket.destroy(), lingerMs).unref();
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), closeMs);
    // A connection becomes idle when its answer ends, and would then be kept for the next request.
    const idle = setInterval(() => server.closeIdleConnections(), 50);
    server.close(() => {
      clearTimeout(timer);
      clearInterval(idle);
      resolve();
    });
    server.closeIdleConnections();
  });
}
