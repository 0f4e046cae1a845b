import { endOfString } from './exact-json.ts';
import { pointerStep } from './pointer.ts';

/**
 * The exact, slow search for a key that stands twice in one object. Runs only when the counts of keys differ.
 * `text` must have passed JSON.parse. Iterative, because a stranger chooses the depth.
 */
export function findDuplicateKey(text: string): string | null {
  interface Level {
    keys: Set<string> | null;
    key: string;
    index: number;
  }
  const levels: Level[] = [];
  const pointer = () => levels.map((level) => pointerStep(level.keys ? level.key : level.index)).join('');
  let expectKey = false;
  for (let position = 0; position < text.length; position += 1) {
    const unit = text[position];
    const level = levels.at(-1);
    if (unit === '"') {
      const end = endOfString(text, position);
      if (expectKey && level?.keys) {
        level.key = JSON.parse(text.slice(position, end)) as string;
        if (level.keys.has(level.key)) return pointer().toWellFormed();
        level.keys.add(level.key);
        expectKey = false;
      }
      position = end - 1;
    } else if (unit === '{') {
      levels.push({ keys: new Set(), key: '', index: 0 });
      expectKey = true;
    } else if (unit === '[') {
      levels.push({ keys: null, key: '', index: 0 });
      expectKey = false;
    } else if (unit === '}' || unit === ']') {
      levels.pop();
      expectKey = false;
    } else if (unit === ',' && level) {
      expectKey = level.keys !== null;
      level.index += 1;
    }
  }
  return null;
}
