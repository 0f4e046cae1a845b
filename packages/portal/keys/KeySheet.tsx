import { Dialog, Heading } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { keyCopy } from '../copy-keys.ts';
import { copy } from '../copy.ts';
import '../styles/keys.css';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { keyGroups, keyMap } from './key-map.ts';
import { keyLabel } from './key-label.ts';
import { Keys } from './Keys.tsx';

/** Every key and what it does, as the map has them. */
export function KeySheet({ onClose }: { onClose: () => void }) {
  return (
    <ModalOverlay className="overlay" isOpen isDismissable onOpenChange={(open) => (open ? undefined : onClose())}>
      <Modal className="modal wide">
        <Dialog className="dialog key-sheet">
          <div className="dialog-head">
            <Heading slot="title">{keyCopy.title}</Heading>
            <Button kind="quiet" icon aria-label={copy.actions.close} onPress={onClose}>
              <Icon name="close" />
            </Button>
          </div>
          <p className="hint">{keyCopy.lead}</p>
          <div className="key-groups">
            {keyGroups.map((group) => (
              <section key={group} aria-labelledby={`keys-${group}`}>
                <h3 id={`keys-${group}`}>{keyCopy.groups[group]}</h3>
                <dl>
                  {keyMap
                    .filter((entry) => entry.group === group)
                    .map((entry) => (
                      <div key={entry.id} className="key-line">
                        <dt>{keyLabel(entry.id)}</dt>
                        <dd>
                          <Keys keys={entry.keys} />
                        </dd>
                      </div>
                    ))}
                </dl>
              </section>
            ))}
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
