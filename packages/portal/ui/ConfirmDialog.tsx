import type { ReactNode } from 'react';
import { Dialog, Heading } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { copy } from '../copy.ts';
import { Button } from './Button.tsx';
import { ErrorPanel } from './ErrorPanel.tsx';

interface Props {
  title: string;
  /** What will happen, in words that name it. */
  children: ReactNode;
  action: string;
  error: unknown;
  isPending: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks once before something ends. */
export function ConfirmDialog({ title, children, action, error, isPending, onConfirm, onClose }: Props) {
  return (
    <ModalOverlay className="overlay" isOpen isDismissable onOpenChange={(open) => (open ? undefined : onClose())}>
      <Modal className="modal">
        <Dialog role="alertdialog" className="dialog">
          <Heading slot="title">{title}</Heading>
          <div className="dialog-body">{children}</div>
          {error === null ? null : <ErrorPanel error={error} />}
          <div className="dialog-actions">
            <Button onPress={onClose} autoFocus>
              {copy.actions.cancel}
            </Button>
            <Button kind="danger" onPress={onConfirm} isPending={isPending}>
              {action}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
