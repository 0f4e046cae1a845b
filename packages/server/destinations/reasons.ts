import { errorCode } from '../base/exit.ts';

/** Why another side failed, in words that name what to change. Ids are API: shown in answers, tasks and the portal. */
export const failureReasons = {
  bucket_missing: 'There is no such bucket at this endpoint.',
  access_denied: 'The bucket refuses these credentials; they need to put, get, list and delete objects below the prefix.',
  key_unknown: 'The other side does not know this access key.',
  secret_wrong: 'The secret does not belong to this access key.',
  credentials_missing: "The server's own credential chain has no credentials.",
  wrong_region: 'The bucket is in another region.',
  endpoint_unreachable: 'Nothing answers at the endpoint.',
  endpoint_not_s3: 'What answers at the endpoint is no S3.',
  clock_skew: "The server's clock and that of the other side differ by too much.",
  certificate: "The endpoint's certificate is not trusted.",
  timeout: 'The other side took too long.',
  busy: 'The other side is busy or failing; the next run tries again.',
  full: 'The other side has no room left.',
  lock_unsupported: 'The bucket was made without Object Lock, or the credentials may not lock objects.',
  locked: 'The object is locked and cannot be removed yet.',
  object_missing: 'The object is not there.',
  failed: 'The other side failed in a way that has no name here.',
} as const;

export type FailureReason = keyof typeof failureReasons;

const byName: Readonly<Record<string, FailureReason>> = {
  NoSuchBucket: 'bucket_missing',
  NoSuchKey: 'object_missing',
  NotFound: 'object_missing',
  AccessDenied: 'access_denied',
  Forbidden: 'access_denied',
  AllAccessDisabled: 'access_denied',
  InvalidAccessKeyId: 'key_unknown',
  InvalidClientTokenId: 'key_unknown',
  SignatureDoesNotMatch: 'secret_wrong',
  ExpiredToken: 'credentials_missing',
  CredentialsProviderError: 'credentials_missing',
  PermanentRedirect: 'wrong_region',
  AuthorizationHeaderMalformed: 'wrong_region',
  IllegalLocationConstraintException: 'wrong_region',
  RequestTimeTooSkewed: 'clock_skew',
  RequestExpired: 'clock_skew',
  TimeoutError: 'timeout',
  RequestTimeout: 'timeout',
  SlowDown: 'busy',
  ServiceUnavailable: 'busy',
  InternalError: 'busy',
  QuotaExceeded: 'full',
  InvalidRequest: 'failed',
  ObjectLockConfigurationNotFoundError: 'lock_unsupported',
};

const byCode: Readonly<Record<string, FailureReason>> = {
  ECONNREFUSED: 'endpoint_unreachable',
  ECONNRESET: 'endpoint_unreachable',
  EHOSTUNREACH: 'endpoint_unreachable',
  ENETUNREACH: 'endpoint_unreachable',
  ENOTFOUND: 'endpoint_unreachable',
  EAI_AGAIN: 'endpoint_unreachable',
  EPIPE: 'endpoint_unreachable',
  ETIMEDOUT: 'timeout',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate',
  CERT_HAS_EXPIRED: 'certificate',
  CERT_NOT_YET_VALID: 'certificate',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate',
  EPROTO: 'certificate',
  ENOENT: 'object_missing',
  ENOSPC: 'full',
  EACCES: 'access_denied',
};

/** The reason of what a call of an S3 client threw. */
export function reasonOf(error: unknown): FailureReason {
  if (!(error instanceof Error)) return 'failed';
  const inner = error.cause instanceof Error ? errorCode(error.cause) : null;
  const named = byName[error.name] ?? byCode[errorCode(error) ?? ''] ?? byCode[inner ?? ''];
  if (named) return named;
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  if (status === 301 || status === 307) return 'wrong_region';
  if (status === 403) return 'access_denied';
  if (status === 404) return 'object_missing';
  if (status === 507) return 'full';
  if (status === 429 || (status !== undefined && status >= 500)) return 'busy';
  if (/deserializ|not valid XML|Unexpected (token|close tag)|HPE_/i.test(`${error.message} ${errorCode(error) ?? ''}`))
    return 'endpoint_not_s3';
  return 'failed';
}
