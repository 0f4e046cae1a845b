import { AnnalsError } from '@annals/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Form } from 'react-aria-components/Form';
import { annals } from '../api/client.ts';
import { meQuery } from '../api/session.ts';
import { defaultAuditSearch } from '../audit/search.ts';
import { copy } from '../copy.ts';
import { paths } from '../paths.ts';
import { FrontDoor } from '../shell/FrontDoor.tsx';
import { Button } from '../ui/Button.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { Field } from '../ui/Field.tsx';
import { formText } from '../ui/form-text.ts';
import { fieldErrors } from '../ui/problem-text.ts';

/** The first screen of a new installation. The token is in the fragment, which browsers never send. */
export function SetupPage() {
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token') ?? '');
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const make = useMutation({
    mutationFn: (form: FormData) =>
      annals.sessions.setUp({
        token,
        organisation: { name: formText(form, 'organisation') },
        user: { email: formText(form, 'email'), name: formText(form, 'name'), password: formText(form, 'password') },
      }),
    onSuccess: async () => {
      queryClient.clear();
      await queryClient.fetchQuery(meQuery);
      await navigate({ to: paths.auditEvents, search: defaultAuditSearch, replace: true });
    },
  });
  if (token === '') {
    return (
      <FrontDoor title={copy.setup.noTokenTitle} lead={copy.setup.noToken}>
        <Link to={paths.signIn} search={{}}>
          {copy.setup.signIn}
        </Link>
      </FrontDoor>
    );
  }
  const done = make.error instanceof AnnalsError && make.error.code === 'setup_done';
  return (
    <FrontDoor title={copy.setup.title} lead={copy.setup.lead}>
      <Form
        className="form"
        validationErrors={fieldErrors(make.error)}
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate(new FormData(event.currentTarget));
        }}
      >
        <Field label={copy.setup.organisation} name="organisation" autoComplete="organization" isRequired autoFocus />
        <Field label={copy.setup.name} name="name" autoComplete="name" isRequired />
        <Field label={copy.setup.email} name="email" type="email" autoComplete="username" isRequired />
        <Field
          label={copy.setup.password}
          name="password"
          type="password"
          autoComplete="new-password"
          isRequired
          minLength={8}
          hint={copy.setup.passwordHint}
        />
        {make.error === null ? null : <ErrorPanel error={make.error} />}
        {done ? (
          <Link to={paths.signIn} search={{}}>
            {copy.setup.signIn}
          </Link>
        ) : null}
        <Button kind="primary" type="submit" isPending={make.isPending}>
          {copy.setup.action}
        </Button>
      </Form>
    </FrontDoor>
  );
}
