import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { normalise } from '@annals/events';
import { openAccess } from '../access/access.ts';
import type { Access, AccessOptions } from '../access/access.ts';
import { Passwords } from '../access/passwords.ts';
import { openControl } from '../control/open.ts';
import type { OwnEvent } from '../control/own-events.ts';
import { ServedFiles } from '../exporter/served-file.ts';
import { accessRoutes } from './access-routes.ts';
import { archiveRoutes } from './archives.ts';
import { SecretBox } from '../access/installation-key.ts';
import { createApp } from './app.ts';
import type { AppDeps } from './app.ts';
import type { App } from './context.ts';
import { exportJobsRoutes } from './export-jobs.ts';
import { shareRoutes } from './shares.ts';

/** For tests: access on a real control.db in a directory of its own, its HTTP face in process, and a clock to move. */
export interface World {
  directory: string;
  access: Access;
  app: App;
  clock: { ms: number; nowMs(): number };
  logged: object[];
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** Sets up "Acme" with dana as first administrator; answers her cookie. */
  setUp(): Promise<string>;
  signIn(email: string, password: string, options?: CallOptions): Promise<Answer>;
  /** What the outbox holds and empties it; each must be an event the ledger takes. */
  drain(): Promise<OwnEvent[]>;
  /** Closes control.db and opens it again. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface CallOptions {
  body?: unknown;
  cookie?: string;
  key?: string;
  headers?: Record<string, string>;
  ip?: string;
}

export interface Answer {
  status: number;
  json: Body;
  text: string;
  cookie: string;
  headers: Headers;
}

/** As the API shows a saved view. */
export interface View {
  id: string;
  name: string;
  shared: boolean;
  own: boolean;
  may_change: boolean;
  owner: string;
  question: { q?: string };
}

/** The members of answers that tests look into; each answer has some of them. */
export interface Body {
  code: string;
  detail: string;
  title: string;
  type: string;
  request_id: string;
  errors: { pointer: string }[];
  kind: string;
  user: { id: string; email: string; role: string };
  organisation: { id: string; slug: string };
  memberships: { organisation: { slug: string }; role: string | null }[];
  key: { id: string; name: string; organisation: string | null; scopes: string[]; expires_at: string | null };
  keys: { id: string; name: string; organisation: string | null }[];
  export: { id: string; state: string };
  share: { id: string };
  view: View;
  views: View[];
  archive: { id: string };
  token: string;
  password: string;
  hold: { id: string };
}

export const password = 'correct horse battery';

export async function openWorld(options: AccessOptions & { app?: Partial<AppDeps> } = {}): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), 'annals-access-'));
  const secrets = await mkdtemp(join(tmpdir(), 'annals-secrets-'));
  await mkdir(join(secrets, 'keys'));
  const clock = { ms: Date.parse('2026-11-24T10:00:00Z'), nowMs: () => clock.ms };
  const logged: object[] = [];
  const log = { error: (fields: object) => void logged.push(fields), info: () => undefined };
  const open = async () => {
    const control = await openControl(join(directory, 'control.db'), { clock });
    const access = await openAccess(control, { passwords: new Passwords({ memoryKib: 64, passes: 1 }), ...options });
    const app = createApp({
      authenticator: access.authenticator,
      log,
      publicUrl: null,
      trustedProxies: [],
      routes: [
        ...accessRoutes(access, { publicUrl: options.app?.publicUrl ?? null }),
        exportJobsRoutes({
          access,
          ledger: { size: () => 1 },
          signal: () => undefined,
          forget: async () => undefined,
          progressOf: () => null,
          waitingFor: () => null,
          files: new ServedFiles(directory),
          recordDownload: async () => undefined,
        }),
        shareRoutes({ access }),
        archiveRoutes({ access, secrets: new SecretBox(secrets), wake: () => undefined, demand: () => undefined }),
      ],
      ...options.app,
    });
    return { access, app };
  };
  let { access, app } = await open();

  const call = async (
    method: string,
    path: string,
    { body, cookie, key, headers = {}, ip = '192.0.2.7' }: CallOptions = {},
  ): Promise<Answer> => {
    const sent = new Headers({ host: 'annals.test', 'user-agent': 'world/1', ...headers });
    if (body !== undefined && !sent.has('content-type')) sent.set('content-type', 'application/json');
    if (cookie !== undefined) sent.set('cookie', cookie);
    if (key !== undefined) sent.set('authorization', `Bearer ${key}`);
    const bindings = { incoming: { socket: { remoteAddress: ip } } };
    const response = await app.request(
      path,
      { method, headers: sent, ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }) },
      bindings,
    );
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: response.status,
      json: (isJson ? JSON.parse(text) : {}) as Body,
      text,
      cookie: response.headers.get('set-cookie')?.split(';', 1)[0] ?? '',
      headers: response.headers,
    };
  };

  return {
    directory,
    clock,
    logged,
    call,
    get access() {
      return access;
    },
    get app() {
      return app;
    },
    setUp: async () => {
      const token = await access.setup.open();
      const body = { token, organisation: { name: 'Acme' }, user: { email: 'dana@example.com', name: 'Dana', password } };
      const { status, cookie, text } = await call('POST', '/v1/setup', { body });
      if (status !== 201) throw new Error(text);
      return cookie;
    },
    signIn: (email, given, more) => call('POST', '/v1/sessions', { body: { email, password: given }, ...more }),
    drain: async () => {
      const pending = await access.control.ownEvents.pending(1_000);
      for (const { event } of pending) {
        const result = normalise(event, { strict: true, allowReserved: true });
        if (!result.ok || result.warnings.length > 0)
          throw new Error(`The ledger would not take ${JSON.stringify(event)}: ${JSON.stringify(result)}`);
      }
      await access.control.ownEvents.remove(pending.map(({ id }) => id));
      return pending.map(({ event }) => event);
    },
    restart: async () => {
      await access.control.close();
      ({ access, app } = await open());
    },
    close: async () => {
      await access.control.close();
      for (const path of [directory, secrets]) await rm(path, { recursive: true, force: true });
    },
  };
}
