import type { Archive } from '../api/shapes.ts';
import { copyArchive } from '../copy-archive.ts';
import { Field } from '../ui/Field.tsx';
import { CheckField } from './CheckField.tsx';

/** Which bucket, and who asks it. */
export function PlaceFields({ archive }: { archive: Archive | null }) {
  return (
    <>
      <div className="field-pair">
        <Field label={copyArchive.bucket} name="bucket" defaultValue={archive?.bucket ?? ''} hint={copyArchive.bucketHint} isRequired />
        <Field label={copyArchive.prefix} name="prefix" defaultValue={archive?.prefix ?? 'annals/'} hint={copyArchive.prefixHint} />
      </div>
      <div className="field-pair">
        <Field label={copyArchive.region} name="region" defaultValue={archive?.region ?? 'us-east-1'} isRequired />
        <Field
          label={copyArchive.endpoint}
          name="endpoint"
          type="url"
          placeholder="https://"
          defaultValue={archive?.endpoint ?? ''}
          hint={copyArchive.endpointHint}
        />
      </div>
      <CheckField label={copyArchive.pathStyle} hint={copyArchive.pathStyleHint} name="path_style" isOn={archive?.path_style ?? false} />
      <div className="field-pair">
        <Field
          label={copyArchive.accessKey}
          name="access_key_id"
          autoComplete="off"
          defaultValue={archive?.access_key_id ?? ''}
          hint={copyArchive.accessKeyHint}
        />
        <Field
          label={copyArchive.secret}
          name="secret_access_key"
          type="password"
          autoComplete="new-password"
          hint={archive === null ? copyArchive.secretHint : `${copyArchive.secretHint} ${copyArchive.secretKept}`}
        />
      </div>
    </>
  );
}
