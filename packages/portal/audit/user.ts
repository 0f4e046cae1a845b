import { userText, visible, type Actor } from '@annals/events';

/** Who did it, as the User column shows it: e-mail, else name, else id; an automated act is `system`. */
export function userOf(actor: Actor): string {
  return visible(userText(actor));
}
