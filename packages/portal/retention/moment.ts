/** `2026-11-26 21:05 UTC`. */
export const momentText = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;

export const countText = (count: number): string => count.toLocaleString('en');
