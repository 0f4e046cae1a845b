import { visible } from '@annals/events';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { Form } from 'react-aria-components/Form';
import { annals } from '../api/client.ts';
import { meQuery } from '../api/session.ts';
import { copy } from '../copy.ts';
import { useOrganisation } from '../shell/use-organisation.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { Field } from '../ui/Field.tsx';
import { formText } from '../ui/form-text.ts';
import { fieldErrors } from '../ui/problem-text.ts';
import { SettingsPage } from './SettingsPage.tsx';

export function AccountPage() {
  const { data: me } = useQuery(meQuery);
  const { current } = useOrganisation();
  const form = useRef<HTMLFormElement>(null);
  const change = useMutation({
    mutationFn: (data: FormData) =>
      annals.sessions.changePassword({
        current_password: formText(data, 'current_password'),
        new_password: formText(data, 'new_password'),
      }),
    onSuccess: () => form.current?.reset(),
  });
  return (
    <SettingsPage title={copy.account.title}>
      <dl className="facts">
        {(
          [
            [copy.account.email, visible(me?.user?.email ?? '')],
            [copy.account.name, visible(me?.user?.name ?? '')],
            [copy.account.role, current?.role ? copy.users.roles[current.role] : ''],
          ] as const
        ).map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <h2>{copy.account.changeTitle}</h2>
      <Form
        ref={form}
        className="form panel"
        validationErrors={fieldErrors(change.error)}
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate(new FormData(event.currentTarget));
        }}
      >
        <Field label={copy.account.current} name="current_password" type="password" autoComplete="current-password" isRequired />
        <Field
          label={copy.account.next}
          name="new_password"
          type="password"
          autoComplete="new-password"
          isRequired
          minLength={8}
          hint={copy.account.nextHint}
        />
        {change.error === null ? null : <ErrorPanel error={change.error} />}
        <div className="form-row">
          <Button kind="primary" type="submit" isPending={change.isPending}>
            {copy.account.action}
          </Button>
          <span role="status">{change.data === undefined ? '' : copy.account.changed(change.data.ended_sessions)}</span>
        </div>
      </Form>
    </SettingsPage>
  );
}
