import { formText } from '../ui/form-text.ts';

/** What stands in the form, as the API takes it; empty texts are absent. */
export function readPlace(data: FormData) {
  const secret = formText(data, 'secret_access_key');
  return {
    bucket: formText(data, 'bucket').trim(),
    prefix: formText(data, 'prefix').trim(),
    region: formText(data, 'region').trim(),
    endpoint: formText(data, 'endpoint').trim() || null,
    path_style: data.has('path_style'),
    access_key_id: formText(data, 'access_key_id').trim() || null,
    ...(secret !== '' && { secret_access_key: secret }),
  };
}

export function readHandling(data: FormData) {
  const mode = lockOf(formText(data, 'lock'));
  return {
    profile: formText(data, 'profile') === 'lightrun' ? ('lightrun' as const) : ('rfc5424' as const),
    enterprise_number: Number(formText(data, 'enterprise_number')),
    compression: compressionOf(formText(data, 'compression')),
    lock: mode === null ? null : { mode, days: Number(formText(data, 'lock_days')) },
    keep_months: Number(formText(data, 'keep_months')),
    enabled: data.has('enabled'),
  } as const;
}

const compressionOf = (text: string): 'gzip' | 'zstd' | 'none' => (text === 'zstd' || text === 'none' ? text : 'gzip');

const lockOf = (text: string): 'governance' | 'compliance' | null => (text === 'governance' || text === 'compliance' ? text : null);
