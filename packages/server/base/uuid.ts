import { uuidV7Source } from '@annals/events';

export { isUuid, uuidV7Source } from '@annals/events';

/** Ids made by this thread, strictly rising. The one source a thread shares: two would not rise against each other. */
export const uuidv7: () => string = uuidV7Source();
