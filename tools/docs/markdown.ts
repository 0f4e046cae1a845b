/** First line of a generated document. */
export function generated(from: string): string {
  return `<!-- Made by \`npm run docs\` from ${from}; edit that instead. -->`;
}

/** Text that cannot break out of a table's cell. */
export function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
