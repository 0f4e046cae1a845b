/** Small choices this browser remembers. Storage may be off: then nothing is remembered and nothing breaks. */

export function recall(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function remember(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // A convenience only; the next visit starts with the default.
  }
}
