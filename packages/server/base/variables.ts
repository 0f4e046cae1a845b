import {
  parseAddress,
  parseChoice,
  parseDays,
  parseFlag,
  parseKey,
  parseList,
  parseName,
  parseNumber,
  parseOrigins,
  parsePrefix,
  parseSize,
  parseText,
  parseUrl,
} from './variable-types.ts';

/**
 * Every environment variable of Annals: the one table that `config.ts` reads, docs/configuration.md is made from, and
 * misspelled names are compared with. `null` as default means: unset.
 */
export const variables = {
  ANNALS_DATA: {
    parse: parseText,
    fallback: './data',
    says: 'Directory of everything Annals keeps: journal, segments, keys, index. One server a directory; not on a shared file system.',
  },
  ANNALS_LISTEN: {
    parse: parseAddress,
    fallback: '127.0.0.1:8484',
    says: 'Address and port to listen on; port 0 takes a free one. Beyond loopback it needs `ANNALS_PUBLIC_URL` or `ANNALS_INSECURE=1`.',
  },
  ANNALS_PUBLIC_URL: {
    parse: parseUrl,
    fallback: null,
    says: 'The address people and producers use, `https://audit.example.com`: for links, the origin check and secure cookies.',
  },
  ANNALS_INSECURE: {
    parse: parseFlag,
    fallback: '0',
    says: '`1` allows listening beyond loopback without https. Passwords and keys then travel in clear.',
  },
  ANNALS_TRUSTED_PROXIES: {
    parse: parseList,
    fallback: '',
    says: 'Addresses or CIDR ranges, with commas, whose `X-Forwarded-For` is believed. Without it the address of the connection is the evidence.',
  },
  ANNALS_INSTALLATION_NAME: {
    parse: parseName,
    fallback: 'annals.local',
    says: 'Name in the origin of every checkpoint, `<name>/org/<organisation>`. Fixed at the first start; a host name you own is a good choice.',
  },
  ANNALS_MODE: {
    parse: parseChoice('open', 'strict'),
    fallback: 'open',
    says: '`open` keeps events that the catalogue does not know and warns; `strict` rejects them.',
  },
  ANNALS_LOG: {
    parse: parseChoice('text', 'json'),
    fallback: 'text',
    says: '`json` writes one JSON object a line to stderr, and the line `{"event":"ready",…}` to stdout.',
  },
  ANNALS_LOG_LEVEL: { parse: parseChoice('debug', 'info', 'warn', 'error'), fallback: 'info', says: 'The least level that is written.' },
  ANNALS_EXPORT_PREFIX: {
    parse: parsePrefix,
    fallback: 'annals',
    says: 'Beginning of the names of exported files, `<prefix>-audit-events-<instant>.csv`; `lightrun` makes the name of the original page.',
  },
  ANNALS_ARCHIVE_ENDPOINTS: {
    parse: parseOrigins,
    fallback: '',
    says: 'Origins, with commas, of S3 servers other than AWS that administrators of an organisation may archive to. Those of the installation may name any: else whoever runs one organisation could have the server ask machines of its own network.',
  },
  ANNALS_SYSLOG_ENTERPRISE_NUMBER: {
    parse: parseNumber,
    fallback: '32473',
    says: 'IANA Private Enterprise Number behind the `@` of the structured data of RFC 5424 files. The default is the number for examples; one of your own is free of charge.',
  },
  ANNALS_SEGMENT_BYTES: { parse: parseSize, fallback: '64MiB', says: 'Size of bodies at which a segment is closed.' },
  ANNALS_EXPORT_DAYS: { parse: parseNumber, fallback: '7', says: 'Days after which the files of an export job are removed.' },
  ANNALS_EXPORT_JOBS: { parse: parseNumber, fallback: '2', says: 'Export jobs that run at a time; more wait.' },
  ANNALS_RETENTION_DEFAULT: {
    parse: parseDays,
    fallback: '30',
    says: 'Days that events of new organisations are kept, or `unlimited`. What an organisation has decided for itself stays.',
  },
  ANNALS_SETUP_ORGANISATION: {
    parse: parseText,
    fallback: null,
    says: 'First start without a human: name of the first organisation. Honoured only on an empty data directory, and only together with e-mail and password.',
  },
  ANNALS_SETUP_EMAIL: { parse: parseText, fallback: null, says: 'E-mail of the first administrator.' },
  ANNALS_SETUP_PASSWORD: { parse: parseText, fallback: null, says: 'Password of the first administrator.' },
  ANNALS_SETUP_KEY: {
    parse: parseKey,
    fallback: null,
    says: 'Token of a first installation key with all scopes, `ann_` and at least 16 of `A-Z a-z 0-9 _ -`. Optional.',
  },
  ANNALS_LIMIT_EVENT_BYTES: { parse: parseSize, fallback: '64KiB', says: 'Largest event.' },
  ANNALS_LIMIT_REQUEST_EVENTS: { parse: parseNumber, fallback: '10000', says: 'Most events in a request.' },
  ANNALS_LIMIT_REQUEST_BYTES: { parse: parseSize, fallback: '16MiB', says: 'Largest request body, decompressed.' },
  ANNALS_LIMIT_BODIES_BYTES: {
    parse: parseSize,
    fallback: '128MiB',
    says: 'Bytes of request bodies with events held at a time, from the first byte to the answer; beyond it 503 with `Retry-After`. One sender holds at most half, answered 429 beyond it.',
  },
  ANNALS_LIMIT_CONNECTIONS: {
    parse: parseNumber,
    fallback: '10000',
    says: 'Open connections, within what the system allows the process; one more closes the one that is idle longest.',
  },
  ANNALS_LIMIT_HEADER_SECONDS: { parse: parseNumber, fallback: '15', says: 'Longest wait for the header of a request.' },
  ANNALS_LIMIT_REQUEST_SECONDS: { parse: parseNumber, fallback: '60', says: 'Longest wait for a whole request.' },
  ANNALS_LIMIT_IDLE_SECONDS: { parse: parseNumber, fallback: '65', says: 'Longest an idle connection is kept for a next request.' },
  ANNALS_LIMIT_DEPTH: { parse: parseNumber, fallback: '16', says: 'Deepest nesting of an event.' },
  ANNALS_LIMIT_OBJECT_KEYS: { parse: parseNumber, fallback: '256', says: 'Most members of an object in an event.' },
  ANNALS_LIMIT_QUERY_BYTES: { parse: parseSize, fallback: '4KiB', says: 'Longest query.' },
  ANNALS_LIMIT_QUERY_SECONDS: { parse: parseNumber, fallback: '30', says: 'Longest run of a query.' },
  ANNALS_LIMIT_QUERY_MEMORY_BYTES: { parse: parseSize, fallback: '512MiB', says: 'Most memory of a query.' },
  ANNALS_LIMIT_READERS: {
    parse: parseNumber,
    fallback: '8',
    says: 'Queries at a time; more wait in turn between senders, then 429 with `Retry-After`.',
  },
  ANNALS_LIMIT_STREAMED_EVENTS: {
    parse: parseNumber,
    fallback: '100000',
    says: 'Most events of an export that is streamed in another form than the usual CSV; beyond it a job is asked for.',
  },
  ANNALS_LIMIT_TAILS: { parse: parseNumber, fallback: '100', says: 'Open live tails; one more is answered 429 with `Retry-After`.' },
  ANNALS_LIMIT_QUEUE_BYTES: {
    parse: parseSize,
    fallback: '64MiB',
    says: 'Accepted bytes waiting for the disk; beyond it requests are answered 503 with `Retry-After`.',
  },
  ANNALS_LIMIT_ENGINE_MEMORY_BYTES: { parse: parseSize, fallback: '1200MB', says: 'Most memory of the search engine.' },
  ANNALS_LIMIT_SIGN_IN_TRIES: {
    parse: parseNumber,
    fallback: '10',
    says: 'Failed sign-ins in 15 minutes, for an account and for an address.',
  },
  ANNALS_LIMIT_DISK_RESERVE_BYTES: {
    parse: parseSize,
    fallback: '512MB',
    says: 'Free space at which capture stops with 507; 5 % of the file system where that is smaller.',
  },
} as const;

export type VariableName = keyof typeof variables;

/** Variables that belong to Annals' other programs; the server knows their names and does not read them. */
export const otherVariables: Record<string, string> = {
  ANNALS_URL: 'Command line and demo: address of the server to talk to.',
  ANNALS_KEY: 'Command line and demo: API key to talk with.',
  ANNALS_NODE: '`npm start` and `npm test`: path of a Node 24 to use where npm may not run install scripts.',
  ANNALS_TEST_DATA: '`npm test`: directory with larger sample data; tests that need it are skipped by name without it.',
  ANNALS_TEST_SEED: '`npm test`: seed of the tests that choose at random, as a failed one printed it.',
  ANNALS_TEST_ROUNDS: '`npm test`: how many times the server is killed in all; 200 where it is not said.',
};
