import { useState } from 'react';
import type { Archive } from '../api/shapes.ts';
import { copyArchive } from '../copy-archive.ts';
import { Field } from '../ui/Field.tsx';
import { CheckField } from './CheckField.tsx';
import { ChoiceField } from './ChoiceField.tsx';

/** In which form days go there, whether they are locked, and for how long they stay. */
export function HandlingFields({ archive }: { archive: Archive | null }) {
  const [lock, setLock] = useState<string>(archive?.lock?.mode ?? 'off');
  const [profile, setProfile] = useState<string>(archive?.profile ?? 'rfc5424');
  return (
    <fieldset className="handling">
      <legend>{copyArchive.more}</legend>
      <div className="field-pair">
        <ChoiceField label={copyArchive.profile} name="profile" value={profile} choices={copyArchive.profiles} onChange={setProfile} />
        <ChoiceField
          label={copyArchive.compression}
          name="compression"
          value={archive?.compression ?? 'gzip'}
          choices={copyArchive.compressions}
        />
      </div>
      <div className="field-pair">
        <ChoiceField
          label={copyArchive.lock}
          hint={copyArchive.lockHint}
          name="lock"
          value={lock}
          choices={copyArchive.locks}
          onChange={setLock}
        />
        <Field
          label={copyArchive.lockDays}
          name="lock_days"
          inputMode="numeric"
          defaultValue={String(archive?.lock?.days ?? 730)}
          isDisabled={lock === 'off'}
        />
      </div>
      <div className="field-pair">
        <Field
          label={copyArchive.keep}
          name="keep_months"
          inputMode="numeric"
          defaultValue={String(archive?.keep_months ?? 24)}
          hint={copyArchive.keepHint}
        />
        <Field
          label={copyArchive.enterprise}
          name="enterprise_number"
          inputMode="numeric"
          defaultValue={String(archive?.enterprise_number ?? 32_473)}
          hint={copyArchive.enterpriseHint}
          isReadOnly={profile !== 'rfc5424'}
        />
      </div>
      <CheckField label={copyArchive.enabled} hint={copyArchive.enabledHint} name="enabled" isOn={archive?.enabled ?? true} />
    </fieldset>
  );
}
