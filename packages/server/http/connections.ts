import { readFileSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Requests sent ahead on one connection: their answers are kept until those before them are read. */
const mostPipelined = 16;

/**
 * Keeps the number of open connections within bounds, so that no flood of them takes the descriptors that journal and
 * segments need. When there is one too many, the connection that is idle longest gives way: whoever asks something is
 * served, however many others sit there in silence. Where none is idle the newcomer is turned away.
 */
export class Connections {
  readonly #most: number;
  /** In the order in which they became idle; one that has sent no whole header yet is idle, too. */
  readonly #idle = new Set<Socket>();
  readonly #answering = new Map<Socket, Set<ServerResponse>>();
  #open = 0;

  constructor(most: number) {
    this.#most = most;
  }

  watch(server: Server): void {
    server.on('connection', (socket: Socket) => this.#opened(socket));
  }

  /** False when the request is not to be answered: too many wait on its connection already, which is then closed. */
  admit({ socket }: IncomingMessage, response: ServerResponse): boolean {
    if (socket.destroyed) return false;
    if ((this.#answering.get(socket)?.size ?? 0) < mostPipelined) {
      this.#asked(socket, response);
      return true;
    }
    socket.destroy();
    return false;
  }

  /** Whether a part of an answer is on its way, so that nothing else may be written. */
  isAnswering(socket: Socket): boolean {
    return [...(this.#answering.get(socket) ?? [])].some((response) => response.headersSent);
  }

  #opened(socket: Socket): void {
    this.#open++;
    this.#idle.add(socket);
    socket.once('close', () => {
      this.#open--;
      this.#idle.delete(socket);
      this.#answering.delete(socket);
    });
    if (this.#open <= this.#most) return;
    const [longest] = this.#idle;
    longest?.destroy();
  }

  #asked(socket: Socket, response: ServerResponse): void {
    this.#idle.delete(socket);
    const answers = this.#answering.get(socket) ?? new Set();
    this.#answering.set(socket, answers.add(response));
    response.once('close', () => {
      answers.delete(response);
      if (answers.size > 0) return;
      this.#answering.delete(socket);
      if (!socket.destroyed) this.#idle.add(socket);
    });
  }
}

/** As many as configured, but at most three quarters of the descriptors the system allows this process. */
export function mostConnections(configured: number): number {
  return Math.max(1, Math.min(configured, Math.floor(openFiles() * 0.75)));
}

function openFiles(): number {
  try {
    const soft = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return soft === undefined ? Number.POSITIVE_INFINITY : Number(soft);
  } catch {
    return 1024; // No Linux: the least that is usual.
  }
}
