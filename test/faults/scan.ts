import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as layer from '../../packages/server/base/files.ts';
import { isTest, root, sourceFiles } from '../floors.ts';

/**
 * Every place in the source of server and command line where something is made durable, or durable state is changed:
 * calls of base/files.ts, of node:fs where it can write, of SQLite, and of Kysely where it writes. Derived from the
 * text of the source, so that nobody has to remember to list a new one.
 */
export interface Site {
  file: string;
  /** `writeDurably`, `fs.rename`, `sql.run`, `kysely.insertInto`, … */
  call: string;
  line: number;
}

/** Functions of node:fs that change nothing. `open` counts as writing unless its call says 'r'. */
const reading = /^(read|stat|lstat|statfs|exists|access|createReadStream|realpath|glob|watch|constants|opendir|close|fstat|promises)/;

export function writingSites(): Site[] {
  return sourceFiles()
    .filter((path) => /^packages\/(server|cli)\//.test(path) && !isTest(path) && !path.endsWith('/test-world.ts'))
    .flatMap((path) => sitesOf(path, readFileSync(join(root, path), 'utf8')));
}

export function sitesOf(file: string, text: string): Site[] {
  const code = withoutTexts(text);
  const found: Site[] = [];
  const all = (pattern: RegExp, call: (match: RegExpExecArray) => string | null): void => {
    for (const match of code.matchAll(pattern)) {
      const name = call(match);
      if (name !== null) found.push({ file, call: name, line: code.slice(0, match.index).split('\n').length });
    }
  };
  // The text of the imports is needed here; elsewhere texts could only mislead.
  for (const [, names = '', from = ''] of text.matchAll(/^import (?:type )?([^;]*?) from '([^']+)';/gm)) {
    if (/^(node:)?fs(\/promises)?$/.test(from)) {
      if (!names.startsWith('{')) throw new Error(`${file}: import the functions of ${from} by their names`);
      for (const name of namesIn(names).filter((one) => !reading.test(one.name))) {
        all(new RegExp(String.raw`(?<![.\w])${name.as}\(`, 'g'), (match) =>
          opensToRead(name.name, text, match.index) ? null : `fs.${name.name}`,
        );
      }
    }
    if (join(dirname(file), from) === 'packages/server/base/files.ts') {
      for (const name of namesIn(names).filter((one) => one.name in layer))
        all(new RegExp(String.raw`(?<![.\w])${name.as}\(`, 'g'), () => name.name);
    }
  }
  if (/\b(DatabaseSync|StatementSync|openJournalDatabase)\b/.test(code)) all(/\.(exec|run)\(/g, ([, name]) => `sql.${name}`);
  all(/\.(insertInto|updateTable|deleteFrom|replaceInto|mergeInto|transaction)\b(?=\(|<)/g, ([, name]) => `kysely.${name}`);
  return found.sort((a, b) => a.line - b.line);
}

function namesIn(clause: string): { name: string; as: string }[] {
  return [...clause.matchAll(/(?<!type )\b(\w+)(?: as (\w+))?(?=[,\s}])/g)].map(([, name = '', as]) => ({ name, as: as ?? name }));
}

function opensToRead(name: string, text: string, at: number): boolean {
  return /^open(Sync)?$/.test(name) && /^\w+\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*, 'r'\)/.test(text.slice(at));
}

/** The code with comments and the insides of texts blanked, at the same places. */
function withoutTexts(text: string): string {
  const token =
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|(?<=[(,=:[!&|?{};\n]\s*)\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/g;
  return text.replaceAll(token, (found) => found.replaceAll(/[^\n]/g, ' '));
}
