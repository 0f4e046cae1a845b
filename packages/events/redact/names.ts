/**
 * Whether a key's name says that its value is a secret, in any case and with any separators.
 * Names that speak of a secret without holding it (`password_changed_at`, `api_key_id`) are left alone: they are evidence.
 */
const anywhere =
  /password|passwd|passphrase|passcode|clientsecret|secretkey|privatekey|apikey|accesskey|accesstoken|refreshtoken|idtoken|sessiontoken|authtoken|bearertoken|authorization|setcookie|connectionstring/;
const atEnd = /(?:secret|secrets|token|tokens|cookie|cookies|pwd|credential|credentials|signingkey|encryptionkey|sessionid|jwt|otp)$/;
const aboutIt =
  /(?:policy|changed|changedat|updatedat|createdat|expiresat|expires|expired|expiry|rotatedat|revokedat|count|length|age|days|id|ids|name|type|url|uri|method|reset|required|enabled|disabled|valid|label|prefix|scope|scopes|status|strength|attempts)$/;

export function isSecretName(name: string): boolean {
  if (name.length < 3 || name.length > 128) return false;
  const bare = name.toLowerCase().replace(/[^a-z0-9]+/g, '');
  if (atEnd.test(bare)) return true;
  const found = anywhere.exec(bare);
  if (!found) return false;
  const rest = bare.slice(found.index + found[0].length);
  return rest === '' || !aboutIt.test(rest);
}
