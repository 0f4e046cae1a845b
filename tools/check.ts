/**
 * `npm run check`: everything that can be said about the code without running it. Runs all steps even when one
 * fails, prints the output of those that did, and ends with 1 then.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const bin = (name: string) => join(root, 'node_modules', '.bin', name);

const steps: { name: string; command: string[] }[] = [
  { name: 'types', command: [bin('tsc'), '-p', '.', '--noEmit'] },
  { name: 'lint', command: [bin('oxlint'), '--deny-warnings', '--quiet'] },
  { name: 'format', command: [bin('oxfmt'), '--check'] },
  { name: 'floors', command: [process.execPath, '--test', 'test/floors.test.ts'] },
  { name: 'generated docs', command: [process.execPath, 'tools/docs.ts', '--check'] },
];

function run(command: string[]): Promise<{ code: number | null; output: string }> {
  const [program = '', ...args] = command;
  return new Promise((resolve, reject) => {
    // The programs of .bin find their Node by PATH; it is the one that runs us.
    const env = { ...process.env, PATH: `${join(process.execPath, '..')}:${process.env['PATH'] ?? ''}` };
    const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output: output.trim() }));
  });
}

for (const { name, command } of steps) {
  const startedMs = performance.now();
  const { code, output } = await run(command);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.log(`${code === 0 ? '✔' : '✖'} ${name} (${seconds} s)`);
  if (code !== 0) {
    console.log(output.replaceAll(/^/gm, '    '));
    process.exitCode = 1;
  }
}
