/** Controls of the audit page that have a key: each is marked `data-shortcut` with its id, and the key does what the hand would. */
export function pressControl(id: string): void {
  const control = document.querySelector<HTMLElement>(`[data-shortcut="${id}"]`);
  if (control instanceof HTMLInputElement) {
    control.focus();
    control.select();
  } else control?.click();
}
