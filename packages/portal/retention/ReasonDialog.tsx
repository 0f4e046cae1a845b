import type { ReactNode } from 'react';
import { Form } from 'react-aria-components/Form';
import { copy } from '../copy.ts';
import { copyRetention } from '../copy-retention.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { Field } from '../ui/Field.tsx';
import { FormDialog } from '../ui/FormDialog.tsx';
import { formText } from '../ui/form-text.ts';
import { fieldErrors } from '../ui/problem-text.ts';

interface Props {
  title: string;
  /** What will happen. */
  children: ReactNode;
  action: string;
  kind?: 'primary' | 'danger';
  /** False: what will happen is not known yet. */
  isReady?: boolean;
  error: unknown;
  isPending: boolean;
  onConfirm: (reason: string) => void;
  onClose: () => void;
}

/** Asks for the reason of an act; it is part of the event that records it. */
export function ReasonDialog({ title, children, action, kind = 'primary', isReady = true, error, isPending, onConfirm, onClose }: Props) {
  return (
    <FormDialog title={title} onClose={onClose}>
      <Form
        className="form"
        validationErrors={fieldErrors(error)}
        onSubmit={(event) => {
          event.preventDefault();
          onConfirm(formText(new FormData(event.currentTarget), 'reason'));
        }}
      >
        <div className="dialog-body">{children}</div>
        <Field
          label={copyRetention.reason}
          name="reason"
          hint={copyRetention.reasonHint}
          autoComplete="off"
          maxLength={1000}
          isRequired
          autoFocus
        />
        {error === null ? null : <ErrorPanel error={error} />}
        <div className="dialog-actions">
          <Button onPress={onClose}>{copy.actions.cancel}</Button>
          <Button kind={kind} type="submit" isPending={isPending} isDisabled={!isReady}>
            {action}
          </Button>
        </div>
      </Form>
    </FormDialog>
  );
}
