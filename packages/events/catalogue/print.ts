import { renderCatalogueMarkdown } from './markdown.ts';

/** Prints docs/catalogue.md: `node packages/events/catalogue/print.ts > docs/catalogue.md`. */
console.log(renderCatalogueMarkdown().trimEnd());
