/** What a command may touch of the world; a test hands in its own. */
export interface Terminal {
  env: Readonly<Record<string, string | undefined>>;
  stdin: AsyncIterable<Uint8Array>;
  /** Whole lines, without their line feed. */
  out(line: string): void;
  err(line: string): void;
  /** Bytes for stdout as they are; resolves when more may come. */
  write(bytes: Uint8Array): Promise<void>;
  /** Calls back at each Ctrl-C instead of ending; answers how to stop that. */
  onInterrupt(listener: () => void): () => void;
}

/** Control and direction characters would let an event's value steer the reader's terminal. */
const unprintable = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

export function printable(text: string): string {
  return text.replace(unprintable, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`).replaceAll('\n', '\\n');
}

/** Rows under each other, columns as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, cell.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
