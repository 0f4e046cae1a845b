/** Words, numbers, runs of spaces; every other character by itself. Joined again they are the text. */
export function tokensOf(text: string): string[] {
  return text.match(/[\p{L}\p{M}\p{N}_]+|\s+|[^]/gu) ?? [];
}
