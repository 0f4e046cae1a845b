import { lazy, Suspense, useState } from 'react';
import type { AuditSearch } from '../audit/search.ts';
import { copy } from '../copy.ts';
import { useKey } from '../keys/use-key.ts';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import type { OpenView } from './use-view.ts';

const NewViewDialog = lazy(async () => ({ default: (await import('./NewViewDialog.tsx')).NewViewDialog }));
const SavedViewActions = lazy(async () => ({ default: (await import('./SavedViewActions.tsx')).SavedViewActions }));

interface Props {
  search: AuditSearch;
  organisation: string;
  view: OpenView;
}

/** What can be done with the question as a view: keep it under a name, and with a saved one, change it. */
export function ViewActions({ search, organisation, view }: Props) {
  const [isSaving, setSaving] = useState(false);
  useKey('save', () => setSaving(true));
  return (
    <>
      <Suspense>{view.saved === null ? null : <SavedViewActions search={search} organisation={organisation} view={view.saved} />}</Suspense>
      <Button onPress={() => setSaving(true)}>
        <Icon name="save" /> {view.saved === null ? copy.audit.saveView : copy.audit.saveNewView}
      </Button>
      <Suspense>
        {isSaving ? <NewViewDialog search={search} organisation={organisation} onClose={() => setSaving(false)} /> : null}
      </Suspense>
    </>
  );
}
