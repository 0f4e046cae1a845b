import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { closeSync, copyFileSync, createReadStream, existsSync, openSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/**
 * What reads Syslog files for the test: a strict parser in Go, rsyslog, syslog-ng. Each is given a file and answers with
 * what it understood of each line. Daemons run in the foreground on loopback, in a directory of the test, and end with it.
 */
export type Understood = readonly [
  priority: number,
  instant: string,
  host: string,
  appName: string,
  process: string,
  messageId: string,
  data: Readonly<Record<string, Readonly<Record<string, string>>>>,
  message: string,
];

export interface Peer {
  /** The packages of Debian. */
  name: string;
  there: boolean;
  /** Yields null for a line that it refuses. */
  read(file: string, lines: number, dir: string): AsyncIterable<Understood | null>;
}

const go = '/usr/lib/go-1.19/bin/go';
const goParser = '/usr/share/gocode/src/github.com/influxdata/go-syslog/rfc5424/parser.go';

export const strictGo: Peer = {
  name: 'golang-1.19-go with golang-github-influxdata-go-syslog-dev',
  there: existsSync(go) && existsSync(goParser),
  async *read(file, _lines, dir) {
    copyFileSync(new URL('syslog-go/syslog.go', import.meta.url), join(dir, 'syslog.go'));
    const env = {
      ...process.env,
      GO111MODULE: 'off',
      GOPATH: '/usr/share/gocode',
      GOFLAGS: '',
      CGO_ENABLED: '0',
      GOCACHE: join(dir, 'cache'),
    };
    await promisify(execFile)(go, ['build', '-o', 'syslog', 'syslog.go'], { cwd: dir, env });
    const input = openSync(file, 'r');
    const child = spawn(join(dir, 'syslog'), { stdio: [input, 'pipe', 'inherit'] });
    closeSync(input);
    for await (const line of createInterface({ input: child.stdout!, crlfDelay: 0 })) {
      const answer = JSON.parse(line) as string | (Understood[number] | null)[];
      // A nil field is `-` in the line.
      yield typeof answer === 'string' ? null : (answer.map((field) => field ?? '-') as unknown as Understood);
    }
  },
};

const rsyslogd = '/usr/sbin/rsyslogd';

export const rsyslog: Peer = {
  name: 'rsyslog',
  there: existsSync(rsyslogd),
  async *read(file, lines, dir) {
    const [out, port] = [join(dir, 'rsyslog.json'), await freePort()];
    writeFileSync(
      join(dir, 'rsyslog.conf'),
      `global(maxMessageSize="1m" workDirectory="${dir}")
module(load="imptcp") module(load="mmpstrucdata")
template(name="understood" type="string" string="[%pri%,\\"%timereported:::date-rfc3339%\\",\\"%hostname:::json%\\",\\"%app-name:::json%\\",\\"%procid:::json%\\",\\"%msgid:::json%\\",%$!rfc5424-sd%,\\"%msg:::json%\\"]\\n")
input(type="imptcp" address="127.0.0.1" port="${port}" ruleset="read" SupportOctetCountedFraming="off")
ruleset(name="read") {
  action(type="mmpstrucdata" sd_name.lowercase="off")
  action(type="omfile" file="${out}" template="understood" asyncWriting="off")
}
`,
    );
    const daemon = spawn(rsyslogd, ['-n', '-f', join(dir, 'rsyslog.conf'), '-i', join(dir, 'rsyslog.pid')], { stdio: 'ignore' });
    try {
      const socket = await connected(port, daemon);
      createReadStream(file).pipe(socket);
      await once(socket, 'close');
      yield* readAll(out, lines, daemon, (line) => JSON.parse(line) as Understood);
    } finally {
      await end(daemon);
    }
  },
};

/** Two daemons of Debian exclude each other; this one may also be unpacked beside the system. */
const ngRoot = ['', '/opt/syslog-ng'].find((root) => existsSync(`${root}/usr/sbin/syslog-ng`));

export const syslogNg: Peer = {
  name: 'syslog-ng-core',
  there: ngRoot !== undefined,
  async *read(file, lines, dir) {
    const out = join(dir, 'syslog-ng.json');
    writeFileSync(
      join(dir, 'syslog-ng.conf'),
      `@version: 3.38
options { log-msg-size(1048576); keep-hostname(yes); use-dns(no); dns-cache(no); stats-freq(0); };
source s { file("${file}" flags(syslog-protocol) follow-freq(1) log-iw-size(10000)); };
destination d { file("${out}" template("$(format-json INSTANT=$S_ISODATE PRI=$PRI HOST PROGRAM PID MSGID MESSAGE .SDATA.*)\\n") frac-digits(3) time-zone("UTC")); };
log { source(s); destination(d); };
`,
    );
    const at = (name: string): string => join(dir, `syslog-ng.${name}`);
    const library = `${ngRoot}/usr/lib/syslog-ng`;
    const daemon = spawn(
      `${ngRoot}/usr/sbin/syslog-ng`,
      ['-F', '--no-caps', '-f', at('conf'), `--module-path=${library}/3.38`, '-R', at('persist'), '-p', at('pid'), '-c', at('ctl')],
      { env: { ...process.env, LD_LIBRARY_PATH: library }, stdio: 'ignore' },
    );
    try {
      yield* readAll(out, lines, daemon, (line) => {
        const { _SDATA: data, ...one } = JSON.parse(line) as Record<string, string> & { _SDATA: Understood[6] };
        const { PRI, INSTANT = '', HOST = '-', PROGRAM = '-', PID = '-', MSGID = '-', MESSAGE = '' } = one;
        return [Number(PRI), INSTANT, HOST, PROGRAM, PID, MSGID, data, MESSAGE] as const;
      });
    } finally {
      await end(daemon);
    }
  },
};

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function connected(port: number, daemon: ChildProcess): Promise<ReturnType<typeof connect>> {
  for (let tries = 0; ; tries += 1) {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return socket;
    } catch (error) {
      if (tries === 100 || daemon.exitCode !== null) throw error;
      await sleep(100);
    }
  }
}

/** Follows a file that a daemon writes, until it has all lines; null for each that is missing after it stood still. */
async function* readAll(
  file: string,
  lines: number,
  daemon: ChildProcess,
  read: (line: string) => Understood,
): AsyncIterable<Understood | null> {
  let seen = 0;
  let position = 0;
  for (let still = 0; seen < lines && still < 100 && daemon.exitCode === null;) {
    const before = position;
    if (existsSync(file)) {
      const bytes: Buffer[] = [];
      for await (const chunk of createReadStream(file, { start: position, end: position + (64 << 20) - 1 })) bytes.push(chunk as Buffer);
      const all = Buffer.concat(bytes);
      const whole = all.lastIndexOf(10) + 1;
      position += whole;
      for (const line of all.toString('utf8', 0, whole).split('\n').slice(0, -1)) {
        seen += 1;
        yield read(line);
      }
    }
    if (position > before) still = 0;
    else {
      still += 1;
      await sleep(100);
    }
  }
  for (; seen < lines; seen += 1) yield null;
}

async function end(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null) return;
  daemon.kill('SIGTERM');
  await once(daemon, 'exit');
}
