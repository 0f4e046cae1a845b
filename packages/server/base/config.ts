import { resolve } from 'node:path';
import { exitCodes, ExitError } from './exit.ts';
import type { Address } from './variable-types.ts';
import { otherVariables, variables } from './variables.ts';
import type { VariableName } from './variables.ts';

/** What a stranger may send and a query may cost. */
export interface Limits {
  eventBytes: number;
  requestEvents: number;
  requestBytes: number;
  bodiesBytes: number;
  connections: number;
  headerSeconds: number;
  requestSeconds: number;
  idleSeconds: number;
  depth: number;
  objectKeys: number;
  queryBytes: number;
  querySeconds: number;
  queryMemoryBytes: number;
  readers: number;
  tails: number;
  /** Of an export in another form than the usual CSV. */
  streamedEvents: number;
  queueBytes: number;
  engineMemoryBytes: number;
  /** In 15 minutes, for an account and for an address. */
  signInTries: number;
  diskReserveBytes: number;
}

/** First start without a human; honoured only on an empty data directory. */
export interface SetupConfig {
  organisation: string;
  email: string;
  password: string;
  /** Token of the installation key to make, or null. */
  key: string | null;
}

export interface ExportsConfig {
  /** Of file names. */
  prefix: string;
  /** IANA's, in RFC 5424 files. */
  enterpriseNumber: number;
  /** How long files of a job are kept. */
  days: number;
  /** Jobs that run at a time. */
  atOnce: number;
}

/** What the server was told. Meaning and defaults of each member: `variables.ts`, docs/configuration.md. */
export interface Config {
  /** Absolute. */
  dataDir: string;
  listen: Address;
  /** Origin without a slash at the end, or null. */
  publicUrl: string | null;
  insecure: boolean;
  trustedProxies: string[];
  installationName: string;
  mode: 'open' | 'strict';
  log: 'text' | 'json';
  logLevel: 'debug' | 'info' | 'warn' | 'error';
  segmentBytes: number;
  exports: ExportsConfig;
  /** Origins of S3 servers that administrators of an organisation may archive to. */
  archiveEndpoints: string[];
  /** Days that events of new organisations are kept; null: unlimited. */
  retentionDefaultDays: number | null;
  setup: SetupConfig | null;
  limits: Limits;
}

/** Names the variable that is wrong, and never its value. */
export class ConfigError extends ExitError {
  readonly variable: string;

  constructor(variable: string, message: string) {
    super(`${variable} ${message}`, exitCodes.usage);
    this.name = 'ConfigError';
    this.variable = variable;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the environment once, at the start. An unknown ANNALS_ variable, a value that does not parse and a half-set
 * group throw a {@link ConfigError}: a misspelled limit must not mean "no limit". An empty variable counts as unset.
 */
export function readConfig(env: Environment): Config {
  refuseUnknown(env);
  const read = <N extends VariableName>(name: N) => readVariable(env, name);
  const config: Config = {
    dataDir: resolve(read('ANNALS_DATA')),
    listen: read('ANNALS_LISTEN'),
    publicUrl: readOptional(env, 'ANNALS_PUBLIC_URL'),
    insecure: read('ANNALS_INSECURE'),
    trustedProxies: read('ANNALS_TRUSTED_PROXIES'),
    installationName: read('ANNALS_INSTALLATION_NAME'),
    mode: read('ANNALS_MODE'),
    log: read('ANNALS_LOG'),
    logLevel: read('ANNALS_LOG_LEVEL'),
    segmentBytes: read('ANNALS_SEGMENT_BYTES'),
    exports: {
      prefix: read('ANNALS_EXPORT_PREFIX'),
      enterpriseNumber: read('ANNALS_SYSLOG_ENTERPRISE_NUMBER'),
      days: read('ANNALS_EXPORT_DAYS'),
      atOnce: read('ANNALS_EXPORT_JOBS'),
    },
    archiveEndpoints: read('ANNALS_ARCHIVE_ENDPOINTS'),
    retentionDefaultDays: read('ANNALS_RETENTION_DEFAULT'),
    setup: readSetup(env),
    limits: {
      eventBytes: read('ANNALS_LIMIT_EVENT_BYTES'),
      requestEvents: read('ANNALS_LIMIT_REQUEST_EVENTS'),
      requestBytes: read('ANNALS_LIMIT_REQUEST_BYTES'),
      bodiesBytes: read('ANNALS_LIMIT_BODIES_BYTES'),
      connections: read('ANNALS_LIMIT_CONNECTIONS'),
      headerSeconds: read('ANNALS_LIMIT_HEADER_SECONDS'),
      requestSeconds: read('ANNALS_LIMIT_REQUEST_SECONDS'),
      idleSeconds: read('ANNALS_LIMIT_IDLE_SECONDS'),
      depth: read('ANNALS_LIMIT_DEPTH'),
      objectKeys: read('ANNALS_LIMIT_OBJECT_KEYS'),
      queryBytes: read('ANNALS_LIMIT_QUERY_BYTES'),
      querySeconds: read('ANNALS_LIMIT_QUERY_SECONDS'),
      queryMemoryBytes: read('ANNALS_LIMIT_QUERY_MEMORY_BYTES'),
      readers: read('ANNALS_LIMIT_READERS'),
      streamedEvents: read('ANNALS_LIMIT_STREAMED_EVENTS'),
      tails: read('ANNALS_LIMIT_TAILS'),
      queueBytes: read('ANNALS_LIMIT_QUEUE_BYTES'),
      engineMemoryBytes: read('ANNALS_LIMIT_ENGINE_MEMORY_BYTES'),
      signInTries: read('ANNALS_LIMIT_SIGN_IN_TRIES'),
      diskReserveBytes: read('ANNALS_LIMIT_DISK_RESERVE_BYTES'),
    },
  };
  refuseOpenListen(config);
  return config;
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.[0-9]{1,3}){3}$/.test(host);
}

function readVariable<N extends VariableName>(env: Environment, name: N): ReturnType<(typeof variables)[N]['parse']> {
  const variable: { parse: (text: string) => unknown; fallback: string | null } = variables[name];
  const text = env[name] || variable.fallback;
  if (text === null) throw new ConfigError(name, 'is not set.');
  try {
    return variable.parse(text) as ReturnType<(typeof variables)[N]['parse']>;
  } catch (error) {
    throw new ConfigError(name, `${error instanceof Error ? error.message : String(error)}.`);
  }
}

function readOptional(env: Environment, name: VariableName & ('ANNALS_PUBLIC_URL' | `ANNALS_SETUP_${string}`)): string | null {
  return env[name] ? readVariable(env, name) : null;
}

function readSetup(env: Environment): SetupConfig | null {
  const organisation = readOptional(env, 'ANNALS_SETUP_ORGANISATION');
  const email = readOptional(env, 'ANNALS_SETUP_EMAIL');
  const password = readOptional(env, 'ANNALS_SETUP_PASSWORD');
  const key = readOptional(env, 'ANNALS_SETUP_KEY');
  if (organisation !== null && email !== null && password !== null) return { organisation, email, password, key };
  const given = { ANNALS_SETUP_ORGANISATION: organisation, ANNALS_SETUP_EMAIL: email, ANNALS_SETUP_PASSWORD: password };
  const missing = Object.entries(given)
    .filter(([, value]) => value === null)
    .map(([name]) => name);
  if (missing.length === 3 && key === null) return null;
  throw new ConfigError(
    missing[0] ?? '',
    `is missing: a setup by environment needs ${Object.keys(given).join(', ')}${missing.length > 1 ? ` (also missing: ${missing.slice(1).join(', ')})` : ''}.`,
  );
}

function refuseUnknown(env: Environment): void {
  const known = [...Object.keys(variables), ...Object.keys(otherVariables)];
  for (const name of Object.keys(env)) {
    if (!name.startsWith('ANNALS_') || known.includes(name)) continue;
    const nearest = nearestName(name, known);
    throw new ConfigError(name, `is not a variable of Annals${nearest ? `; did you mean ${nearest}?` : '.'} See docs/configuration.md.`);
  }
}

function refuseOpenListen(config: Config): void {
  if (isLoopback(config.listen.host) || config.insecure || config.publicUrl?.startsWith('https://')) return;
  throw new ConfigError(
    'ANNALS_LISTEN',
    `is open beyond this machine (${config.listen.host}): set ANNALS_PUBLIC_URL=https://… to the address of the proxy that ends TLS, or ANNALS_INSECURE=1 to let passwords and keys travel in clear.`,
  );
}

/** The known name with the fewest edits, when they are few enough to be a slip. */
export function nearestName(name: string, known: readonly string[]): string | null {
  const [best] = known.map((candidate) => ({ candidate, edits: editDistance(name, candidate) })).sort((a, b) => a.edits - b.edits);
  return best && best.edits <= Math.max(2, Math.floor(name.length / 4)) ? best.candidate : null;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
