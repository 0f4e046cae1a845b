import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Client } from 'pg';
import { Random } from '../data/random.ts';
import type { Sink } from '../load/jobs.ts';
import type { Answer, QuestionName, Subject, System } from '../system.ts';
import { Cluster } from './cluster.ts';
import { answerOf } from './questions.ts';
import { createTable } from './table.ts';

/** PostgreSQL as a peer: one table in a cluster of its own, asked by the driver without a server in front. */
export class Postgres implements System {
  readonly name = 'postgres';
  readonly #programs: string;
  readonly #cluster: Cluster;
  /** For questions: as many as one screen asks at a time. */
  readonly #clients: readonly Client[];
  readonly #organisations: readonly string[];

  private constructor(programs: string, cluster: Cluster, clients: readonly Client[], organisations: readonly string[]) {
    this.#programs = programs;
    this.#cluster = cluster;
    this.#clients = clients;
    this.#organisations = organisations;
  }

  static async open(programs: string, seed: number, organisationCount: number): Promise<Postgres> {
    const cluster = await Cluster.open(programs);
    try {
      const clients = await Promise.all(
        Array.from({ length: 6 }, async () => {
          const client = new Client({ host: '127.0.0.1', port: cluster.port, user: 'bench', database: 'postgres' });
          // A server that is ended under its clients says so to each of them; the one who asks has the error anyway.
          client.on('error', () => undefined);
          await client.connect();
          return client;
        }),
      );
      await clients[0]!.query(createTable);
      const random = new Random(seed);
      return new Postgres(
        programs,
        cluster,
        clients,
        Array.from({ length: organisationCount }, () => random.uuid()),
      );
    } catch (error) {
      cluster.kill();
      throw error;
    }
  }

  sink(connections: number): Promise<Sink> {
    return Promise.resolve({ kind: 'postgres', port: this.#cluster.port, connections, organisations: this.#organisations });
  }

  processes(): Record<string, number[]> {
    return { postgres: this.#cluster.pids() };
  }

  /** Everything committed can be found; this is what autovacuum would do in quiet minutes. */
  async settle(): Promise<void> {
    await this.#one.query('VACUUM ANALYZE events');
    await this.#one.query('CHECKPOINT');
  }

  async count(): Promise<number> {
    const { rows } = await this.#one.query<{ count: string }>('SELECT count(*) FROM events');
    return Number(rows[0]?.count);
  }

  async bytes(): Promise<Record<string, number>> {
    const { rows } = await this.#one.query<{ total: string; heap: string; words: string }>(
      "SELECT pg_total_relation_size('events') AS total, pg_table_size('events') AS heap, pg_relation_size('events_by_words') AS words",
    );
    const { total, heap, words } = rows[0]!;
    return { table: Number(heap), trigrams: Number(words), 'b-trees': Number(total) - Number(heap) - Number(words), total: Number(total) };
  }

  prepare(question: QuestionName, subject: Subject): Promise<() => Promise<Answer | null>> {
    return answerOf(question, this.#clients, this.#organisations[subject.organisation]!, subject);
  }

  /** As its own client does it: the server writes CSV itself. */
  exportCsv(subject: Subject): Promise<{ rows: number; bytes: number }> {
    const select = `SELECT occurred_at, actor_type, actor, id, agent_pool, event, outcome, metadata FROM events WHERE organisation = '${this.#organisations[subject.organisation]}' ORDER BY occurred_at, sequence`;
    const child = spawn(
      join(this.#programs, 'psql'),
      [
        '-qX',
        '-h',
        '127.0.0.1',
        '-p',
        String(this.#cluster.port),
        '-U',
        'bench',
        '-c',
        `COPY (${select}) TO STDOUT CSV HEADER FORCE QUOTE *`,
        'postgres',
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    return new Promise((resolve, reject) => {
      let rows = -1;
      let bytes = 0;
      child.stdout.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, at + 1)) rows++;
      });
      child.on('error', reject);
      child.on('close', (code) => (code === 0 ? resolve({ rows, bytes }) : reject(new Error(`psql ended with code ${code}`))));
    });
  }

  async remove(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.end()));
    await this.#cluster.stop();
  }

  kill(): void {
    this.#cluster.kill();
  }

  get #one(): Client {
    return this.#clients[0]!;
  }
}
