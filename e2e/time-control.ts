import type { Locator, Page } from 'playwright-core';

/** The time control of the audit page, as a hand on the keyboard uses it. */

export async function openTime(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: /^Time: / }).click();
  const dialog = page.getByRole('dialog', { name: 'Time and zone' });
  await dialog.waitFor();
  return dialog;
}

export async function choosePreset(page: Page, name: string): Promise<void> {
  const dialog = await openTime(page);
  await dialog.getByRole('option', { name }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** Types a moment, `2026-01-02` or `2026-01-02 03:04:05`, into From or To of the open dialog, part by part. */
export async function typeMoment(dialog: Locator, label: 'From' | 'To', moment: string): Promise<void> {
  const [year = '', month = '', day = '', ...clock] = moment.split(/[- :]/);
  const parts = dialog.getByRole('group', { name: label, exact: true }).getByRole('spinbutton');
  await parts.first().focus();
  // The page speaks British English: day, month, year.
  for (const part of [day, month, year, ...clock]) {
    await dialog.page().keyboard.type(part);
  }
}

export async function clearMoment(dialog: Locator, label: 'From' | 'To'): Promise<void> {
  const parts = dialog.getByRole('group', { name: label, exact: true }).getByRole('spinbutton');
  for (let at = (await parts.count()) - 1; at >= 0; at--) {
    await parts.nth(at).focus();
    for (let digit = 0; digit < 4; digit++) await dialog.page().keyboard.press('Backspace');
  }
}

export async function apply(dialog: Locator): Promise<void> {
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await dialog.waitFor({ state: 'detached' });
}

export async function chooseZone(page: Page, typed: string, zone: RegExp): Promise<void> {
  const dialog = await openTime(page);
  await dialog.getByRole('button', { name: /Time zone$/ }).click();
  await page.getByRole('searchbox', { name: 'Find a time zone' }).fill(typed);
  await page.getByRole('option', { name: zone }).click();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
}
