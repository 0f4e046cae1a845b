import { roles, type Role } from '@annals/events';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { Form } from 'react-aria-components/Form';
import { annals } from '../api/client.ts';
import { copy } from '../copy.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { Field } from '../ui/Field.tsx';
import { FormDialog } from '../ui/FormDialog.tsx';
import { formText } from '../ui/form-text.ts';
import { fieldErrors } from '../ui/problem-text.ts';

export function NewUserDialog({ organisation, onClose }: { organisation: string; onClose: () => void }) {
  const queryClient = useQueryClient();
  const roleId = useId();
  const [role, setRole] = useState<Role>('viewer');
  const add = useMutation({
    mutationFn: (form: FormData) =>
      annals.users.create({
        organisation,
        role,
        email: formText(form, 'email'),
        name: formText(form, 'name'),
        password: formText(form, 'password'),
      }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['users'] });
      onClose();
    },
  });
  return (
    <FormDialog title={copy.users.add} onClose={onClose}>
      <Form
        className="form"
        validationErrors={fieldErrors(add.error)}
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate(new FormData(event.currentTarget));
        }}
      >
        <Field label={copy.users.email} name="email" type="email" autoComplete="off" isRequired autoFocus />
        <Field label={copy.users.name} name="name" autoComplete="off" isRequired />
        <div className="field">
          <label htmlFor={roleId}>{copy.users.role}</label>
          <select
            id={roleId}
            className="select"
            value={role}
            onChange={(event) => setRole(roles.find((one) => one === event.target.value) ?? 'viewer')}
          >
            {roles.map((one) => (
              <option key={one} value={one}>
                {copy.users.roles[one]}: {copy.users.roleHints[one]}
              </option>
            ))}
          </select>
        </div>
        <Field
          label={copy.users.password}
          name="password"
          type="password"
          autoComplete="new-password"
          isRequired
          minLength={8}
          hint={copy.users.passwordHint}
        />
        {add.error === null ? null : <ErrorPanel error={add.error} />}
        <div className="dialog-actions">
          <Button onPress={onClose}>{copy.actions.cancel}</Button>
          <Button kind="primary" type="submit" isPending={add.isPending}>
            {copy.users.add}
          </Button>
        </div>
      </Form>
    </FormDialog>
  );
}
