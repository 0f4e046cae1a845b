/**
 * Is every word of what was typed the beginning of a word of the command, or else all of it somewhere inside? Letter case
 * and accents do not count.
 */
export function matches(text: string, typed: string): boolean {
  const [inside, sought] = [fold(text), fold(typed).trim()];
  if (inside.includes(sought)) return true;
  const words = inside.split(/[^\p{L}\p{N}]+/u);
  return sought.split(/\s+/).every((one) => words.some((word) => word.startsWith(one)));
}

function fold(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
