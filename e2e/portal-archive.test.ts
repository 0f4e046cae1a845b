import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startRadosgw, type Radosgw } from '../test/servers/radosgw.ts';
import { makeBucket, skipArchives } from './archive-scene.ts';
import { portalOptions, usePortal } from './portal-screen.ts';

/** The archive's page on a real S3 server: set up, tried, watched, at a phone's width, in both themes. */

const options = { ...portalOptions, skip: portalOptions.skip || skipArchives };
const portal = usePortal({ scene: true });
let s3: Radosgw | null = null;
before(async () => {
  if (options.skip) return;
  s3 = await startRadosgw();
  await makeBucket(s3, 'portal-archive');
});
after(async () => s3?.stop());

const fill = async (fields: Record<string, string>): Promise<void> => {
  for (const [label, text] of Object.entries(fields)) await portal.screen.page.getByLabel(label, { exact: true }).fill(text);
};

test('without an archive the page says what that means', options, async () => {
  const { page } = portal.screen;
  await page.getByRole('link', { name: 'Archive' }).click();
  await page.getByRole('heading', { name: 'Archive', level: 1 }).waitFor();
  await page.getByRole('heading', { name: 'Nothing is archived yet' }).waitFor();
  await portal.screen.inspect('archive-empty');
});

test('a test names the step that failed and why; then it works', options, async () => {
  const { page } = portal.screen;
  assert.ok(s3);
  await fill({
    Bucket: 'another-bucket',
    Endpoint: s3.endpoint,
    'Access key id': s3.accessKeyId,
    'Secret access key': s3.secretAccessKey,
  });
  await page.getByText('The bucket is in the path').click();
  await page.getByRole('button', { name: 'Test' }).click();
  await page.getByText('There is no such bucket at this endpoint.', { exact: false }).waitFor();
  await page.getByText('bucket_missing').waitFor();
  await page.getByText('bucket_missing').scrollIntoViewIfNeeded();
  await portal.screen.inspect('archive-test-failed');
  await fill({ Bucket: 'portal-archive' });
  await page.getByRole('button', { name: 'Test' }).click();
  await page.getByText('Everything an archive does works there.').waitFor();
});

test('once it is kept, a day can be archived at once and is shown in the calendar', options, async () => {
  const { page } = portal.screen;
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('heading', { name: 'Archived days' }).waitFor();
  await page.getByRole('button', { name: 'Archive this day now' }).click();
  const today = new Date().toISOString().slice(0, 10);
  await page.getByRole('button', { name: `${today}: Archived so far` }).waitFor({ timeout: 30_000 });
  await page.getByRole('heading', { name: `${today}: Archived so far` }).waitFor();
  await page.getByText(`annals archive verify s3://portal-archive/annals/`).waitFor();
  await page.evaluate(() => window.scrollTo(0, 0));
  await portal.screen.inspect('archive-days');
  assert.equal(await page.getByLabel('Secret access key').inputValue(), '', 'a secret is never shown again');
});

test('at the width of a phone nothing is wider than the page', options, async () => {
  const { page } = portal.screen;
  await page.setViewportSize({ width: 360, height: 740 });
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  await page.getByRole('heading', { name: 'Archived days' }).scrollIntoViewIfNeeded();
  await portal.screen.inspect('archive-phone');
  await page.setViewportSize({ width: 1280, height: 800 });
});

test('removing it asks first, and says what it means', options, async () => {
  const { page } = portal.screen;
  await page.getByRole('button', { name: 'Remove archive' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Remove this archive?' });
  await dialog.getByRole('button', { name: 'Remove archive' }).click();
  await page.getByRole('heading', { name: 'Nothing is archived yet' }).waitFor();
});
