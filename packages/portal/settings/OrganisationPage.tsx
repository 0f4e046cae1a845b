import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Form } from 'react-aria-components/Form';
import { annals } from '../api/client.ts';
import { copy } from '../copy.ts';
import { may, useOrganisation } from '../shell/use-organisation.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { Field } from '../ui/Field.tsx';
import { formText } from '../ui/form-text.ts';
import { fieldErrors } from '../ui/problem-text.ts';
import { NoPermission } from './NoPermission.tsx';
import { SettingsPage } from './SettingsPage.tsx';

export function OrganisationPage() {
  const { current } = useOrganisation();
  const queryClient = useQueryClient();
  const rename = useMutation({
    mutationFn: (name: string) => annals.organisations.rename(current?.organisation.id ?? '', name),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['me'] }),
  });
  if (current === null || !may(current, 'settings:manage'))
    return <NoPermission title={copy.organisation.title} what={copy.organisation.what} scope="settings:manage" />;
  const { id, name, slug } = current.organisation;
  return (
    <SettingsPage title={copy.organisation.title}>
      <Form
        key={id}
        className="form panel"
        validationErrors={fieldErrors(rename.error)}
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate(formText(new FormData(event.currentTarget), 'name'));
        }}
      >
        <Field label={copy.organisation.name} name="name" defaultValue={name} autoComplete="organization" isRequired />
        {rename.error === null ? null : <ErrorPanel error={rename.error} />}
        <div className="form-row">
          <Button kind="primary" type="submit" isPending={rename.isPending}>
            {copy.organisation.rename}
          </Button>
          <span role="status">{rename.isSuccess ? copy.organisation.renamed : ''}</span>
        </div>
      </Form>
      <dl className="facts">
        <div>
          <dt>{copy.organisation.slug}</dt>
          <dd>
            <code>{slug}</code> <span className="hint">{copy.organisation.slugHint}</span>
          </dd>
        </div>
        <div>
          <dt>{copy.organisation.id}</dt>
          <dd>
            <code>{id}</code>
          </dd>
        </div>
      </dl>
    </SettingsPage>
  );
}
