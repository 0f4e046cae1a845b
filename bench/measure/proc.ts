import { readdirSync, readFileSync } from 'node:fs';

/** Figures of running processes out of /proc (Linux). CPU time is right on a busy machine too, where wall time is not. */

/** Linux gives times to user space in hundredths of a second, whatever the kernel's own tick. */
const tickMs = 10;

/** User and system CPU of a process, its ended threads included; 0 when it is gone. */
export function cpuMs(pid: number): number {
  return cpuOfStat(read(`/proc/${pid}/stat`));
}

/** CPU of each thread by its name; threads of one name are added up. */
export function threadCpuMs(pid: number): Map<string, number> {
  const byName = new Map<string, number>();
  for (const thread of entries(`/proc/${pid}/task`)) {
    const stat = read(`/proc/${pid}/task/${thread}/stat`);
    const name = thread === String(pid) ? 'main' : /\((.*)\)/s.exec(stat)?.[1];
    if (name !== undefined) byName.set(name, (byName.get(name) ?? 0) + cpuOfStat(stat));
  }
  return byName;
}

/** Most resident memory there ever was, and what is resident now. */
export function residentBytes(pid: number): { peak: number; now: number } {
  const status = read(`/proc/${pid}/status`);
  const kib = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1024;
  return { peak: kib('VmHWM'), now: kib('VmRSS') };
}

/** Memory of processes that share pages: each shared page counted once. */
export function proportionalBytes(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1024, 0);
}

export function openFiles(pid: number): number {
  return entries(`/proc/${pid}/fd`).length;
}

export function childrenOf(pid: number): number[] {
  return entries(`/proc/${pid}/task`).flatMap((thread) =>
    read(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
  );
}

/** Blocks until a process that was killed holds nothing any more, at most `ms`: for handlers of `exit`, which cannot await. */
export function blockUntilDead(pid: number, ms = 5_000): void {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  const deadline = performance.now() + ms;
  const lives = (): boolean => {
    const stat = read(`/proc/${pid}/stat`);
    // Z: dead, and nobody has asked for its exit code yet.
    return stat !== '' && stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  };
  while (pid > 0 && lives() && performance.now() < deadline) Atomics.wait(cell, 0, 0, 20);
}

/** 0 when there is no such process. */
export function parentOf(pid: number): number {
  const stat = read(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
}

function cpuOfStat(stat: string): number {
  // The name in parentheses may hold spaces; what follows is field 3 on.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * tickMs;
}

/** Empty when the process ended meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function entries(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
