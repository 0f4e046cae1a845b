import { catalogue, metadataFields, metadataGroupOrder } from '@annals/events';

/** Names that the completion offers and the first load does without: events of the catalogue and keys of metadata. */
export const knownNames = {
  events: catalogue,
  pairs: metadataGroupOrder.flatMap((group) =>
    metadataFields[group].map(({ name, description }) => ({ name: `metadata.${group}.${name}`, title: description })),
  ),
};
