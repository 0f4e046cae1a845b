import { AnnalsError } from '@annals/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
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

export function SignInPage() {
  const queryClient = useQueryClient();
  const router = useRouter();
  const navigate = useNavigate();
  const { next } = useSearch({ from: paths.signIn });
  const enter = useMutation({
    mutationFn: (form: FormData) => annals.sessions.signIn({ email: formText(form, 'email'), password: formText(form, 'password') }),
    onSuccess: async () => {
      queryClient.clear();
      await queryClient.fetchQuery(meQuery);
      if (next === undefined) await navigate({ to: paths.auditEvents, search: defaultAuditSearch });
      else router.history.push(next);
    },
  });
  const { error } = enter;
  const waitSeconds = error instanceof AnnalsError && error.code === 'too_many_attempts' ? error.retryAfterSeconds : null;
  return (
    <FrontDoor title={copy.signIn.title}>
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          enter.mutate(new FormData(event.currentTarget));
        }}
      >
        <Field label={copy.signIn.email} name="email" type="email" autoComplete="username" isRequired autoFocus />
        <Field label={copy.signIn.password} name="password" type="password" autoComplete="current-password" isRequired />
        {error === null ? null : <ErrorPanel error={error} />}
        {waitSeconds === null ? null : <p className="hint">{copy.signIn.throttled(waitSeconds)}</p>}
        <Button kind="primary" type="submit" isPending={enter.isPending}>
          {copy.signIn.action}
        </Button>
      </Form>
    </FrontDoor>
  );
}
