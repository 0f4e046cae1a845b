import type { Scope } from '@annals/events';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components/Form';
import { annals } from '../api/client.ts';
import { copy } from '../copy.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { Field } from '../ui/Field.tsx';
import { FormDialog } from '../ui/FormDialog.tsx';
import { formText } from '../ui/form-text.ts';
import { fieldErrors } from '../ui/problem-text.ts';
import { ExpirySelect } from './ExpirySelect.tsx';
import { KeyToken } from './KeyToken.tsx';
import { ScopeChoice } from './ScopeChoice.tsx';

const dayMs = 86_400_000;

/** Makes a key, then shows its token, once. */
export function NewKeyDialog({ organisation, onClose }: { organisation: string; onClose: () => void }) {
  const queryClient = useQueryClient();
  const [scopes, setScopes] = useState<readonly Scope[]>(['events:write']);
  const [expiryDays, setExpiryDays] = useState<number | null>(90);
  const make = useMutation({
    mutationFn: (form: FormData) =>
      annals.keys.create({
        name: formText(form, 'name'),
        organisation,
        scopes: [...scopes],
        ...(expiryDays === null ? {} : { expires_at: new Date(Date.now() + expiryDays * dayMs).toISOString() }),
      }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['keys'] }),
  });
  if (make.data !== undefined) {
    return (
      <FormDialog title={copy.keys.madeTitle} onClose={onClose}>
        <KeyToken token={make.data.token} onClose={onClose} />
      </FormDialog>
    );
  }
  return (
    <FormDialog title={copy.keys.add} onClose={onClose}>
      <Form
        className="form"
        validationErrors={fieldErrors(make.error)}
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate(new FormData(event.currentTarget));
        }}
      >
        <Field label={copy.keys.name} name="name" autoComplete="off" isRequired autoFocus />
        <ScopeChoice value={scopes} onChange={setScopes} />
        <ExpirySelect value={expiryDays} onChange={setExpiryDays} />
        {make.error === null ? null : <ErrorPanel error={make.error} />}
        <div className="dialog-actions">
          <Button onPress={onClose}>{copy.actions.cancel}</Button>
          <Button kind="primary" type="submit" isPending={make.isPending} isDisabled={scopes.length === 0}>
            {copy.keys.add}
          </Button>
        </div>
      </Form>
    </FormDialog>
  );
}
