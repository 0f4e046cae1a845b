/**
 * Secrets by their form, wherever they stand: bearer and basic credentials, private keys, signed tokens, our own tokens,
 * keys of well-known services, passwords in URLs. Only the secret part of a text is replaced, the rest is evidence.
 * Every pattern is bounded or starts at a fixed text, so that a hostile value costs linear time.
 */
export const redactedText = '[redacted]';

const hint = /[Bb]earer|BEARER|[Bb]asic |PRIVATE KEY|eyJ|ann_|AKIA|ASIA|:\/\/|gh[pousr]_|github_pat_|xox[abeprs]-|sk_live_|AIza/;

const patterns: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z0-9 ]{0,32}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,32}PRIVATE KEY-----|$)/g, redactedText],
  [/\b(bearer\s{1,8})(?:(?=[A-Za-z._~+/-]{0,512}\d)[\w.~+/-]{8,}|[\w.~+/-]{20,})=*/gi, `$1${redactedText}`],
  [/\b(basic\s{1,8})(?=[A-Za-z+/]{0,512}[\d=])[A-Za-z0-9+/]{8,}={0,2}/gi, `$1${redactedText}`],
  [/(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*){1,3}/g, redactedText],
  [/(?<![A-Za-z0-9])ann_[\w-]{43}/g, redactedText],
  [/(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/g, redactedText],
  [
    /(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_\w{22,255}|xox[abeprs]-[\w-]{10,255}|sk_live_\w{16,255}|AIza[\w-]{35})/g,
    redactedText,
  ],
  [/:\/\/[^\s/?#@:]{0,256}:[^\s/?#]{1,256}@/g, `://${redactedText}@`],
];

/** The same text when there is nothing to hide in it. */
export function redactText(text: string): string {
  // Nothing shorter is a secret that could be told by its form, and most values are short.
  if (text.length < 8 || !hint.test(text)) return text;
  let result = text;
  for (const [pattern, replacement] of patterns) result = result.replace(pattern, replacement);
  return result;
}
