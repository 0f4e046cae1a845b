import { Dialog, Heading } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { facetCopy } from '../../copy-facets.ts';
import { Button } from '../../ui/Button.tsx';
import type { FacetsProps } from './facet-props.ts';
import { Facets } from './Facets.tsx';

/** The facets over a narrow screen: what is chosen applies at once, closing shows the events. */
export function FacetSheet({ onClose, ...facets }: FacetsProps & { onClose: () => void }) {
  return (
    <ModalOverlay className="overlay facet-overlay" isOpen isDismissable onOpenChange={(open) => (open ? undefined : onClose())}>
      <Modal className="modal facet-modal">
        <Dialog className="dialog">
          <Heading slot="title">{facetCopy.title}</Heading>
          <Facets {...facets} />
          <div className="facet-sheet-foot">
            <Button kind="primary" onPress={onClose}>
              {facetCopy.close}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
