import type { Random } from './random.ts';

/** The organisations that events are about: who acts in them, which agents and files they have. */
export interface World {
  organisations: readonly Organisation[];
}

export interface Organisation {
  /** From 0, by falling size. */
  number: number;
  /** Share of all events. */
  share: number;
  users: readonly Person[];
  agents: readonly Agent[];
  files: readonly string[];
}

export interface Person {
  id: string;
  name: string;
  email: string;
  ip: string;
  userAgent: string;
  groups: readonly string[];
}

export interface Agent {
  id: string;
  name: string;
  host: string;
  pid: number;
  ip: string;
  os: string;
  version: string;
  runtime: string;
  pool: string;
  tags: readonly string[];
}

/** With this exponent and 500 organisations the first has a tenth of all events, the last one in 2,400. */
const zipfExponent = 0.88;

const first = [
  'Dana',
  'Yael',
  'Tomás',
  'Ingrid',
  'Wei',
  'Amara',
  'Jonas',
  'Priya',
  'Luca',
  'Noor',
  'Sophie',
  'Kenji',
  'Marta',
  'Omar',
  'Elif',
];
const last = [
  'Levi',
  'Okafor',
  'Müller',
  'Rossi',
  'Tanaka',
  'Novak',
  'Haddad',
  'Silva',
  'Cohen',
  'Larsen',
  'Garcia',
  'Singh',
  'Moreau',
  'Kaya',
];
const userAgents = [
  'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:141.0) Gecko/20100101 Firefox/141.0',
  'debugger-idea/2026.2 (IntelliJ IDEA 2026.2; Linux 6.12)',
];
const subjects = ['Cart', 'Order', 'Invoice', 'Customer', 'Ledger', 'Shipment', 'Payment', 'Catalog', 'Session', 'Quota', 'Report'];
const kinds = ['Service', 'Controller', 'Repository', 'Mapper', 'Worker', 'Client'];

export function worldOf(random: Random, organisationCount: number): World {
  const weights = Array.from({ length: organisationCount }, (_, rank) => (rank + 1) ** -zipfExponent);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return { organisations: weights.map((weight, number) => organisationOf(random, number, weight / total)) };
}

function organisationOf(random: Random, number: number, share: number): Organisation {
  const domain = `org${number}.example.com`;
  const size = Math.sqrt(share * 1e6);
  return {
    number,
    share,
    users: many(5 + size, () => person(random, domain)),
    agents: many(4 + size / 2, () => agent(random, number)),
    files: many(20 + size, () => `src/com/example/org${number}/${random.pick(subjects)}${random.pick(kinds)}${random.below(20)}.java`),
  };
}

const many = <T>(count: number, make: () => T): T[] => Array.from({ length: Math.round(count) }, make);

function person(random: Random, domain: string): Person {
  const name = `${random.pick(first)} ${random.pick(last)}`;
  const local = name
    .normalize('NFD')
    .replace(/[^a-z ]/gi, '')
    .toLowerCase()
    .replace(' ', '.');
  return {
    id: String(10_000 + random.below(90_000)),
    name,
    email: `${local}.${random.below(1000)}@${domain}`,
    ip: `198.51.${random.below(256)}.${random.below(256)}`,
    userAgent: random.pick(userAgents),
    groups: random.chance(0.3) ? ['Developers', 'Administrators'] : ['Developers'],
  };
}

function agent(random: Random, number: number): Agent {
  const pid = 1000 + random.below(60_000);
  const host = `${random.pick(['web', 'api', 'batch', 'checkout', 'search'])}-${number}-${random.below(40)}`;
  const environment = random.chance(0.2) ? 'production' : random.pick(['staging', 'testing']);
  return {
    id: random.uuid(),
    name: `${host} (pid ${pid})`,
    host,
    pid,
    ip: `10.${random.below(256)}.${random.below(256)}.${random.below(256)}`,
    os: random.chance(0.9) ? 'linux' : 'windows',
    version: `1.${30 + random.below(12)}.${random.below(5)}`,
    runtime: random.pick(['Java', 'Node.js', 'Python', '.NET']),
    pool: `${environment}-pool`,
    tags: [environment, random.pick(['eu-west-1', 'us-east-1', 'ap-south-1'])],
  };
}
