import { AnnalsClient } from '@annals/client';

/** The SDK on the page's own address, with the session cookie; the portal has no other way to the server. */
export const annals = new AnnalsClient({ url: '' });
