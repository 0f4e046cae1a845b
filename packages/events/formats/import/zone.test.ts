import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';

import { importFormats } from './import-formats.ts';
import { isZone, msIn } from './zone.ts';

const instantIn = (zone: string, shown: string): string => new Date(msIn(zone, Date.parse(`${shown}Z`))).toISOString();

it('what a clock shows is an instant in its zone, also where summer time begins and ends', () => {
  const times: [zone: string, shown: string, instant: string][] = [
    ['UTC', '2022-08-29T12:19:51', '2022-08-29T12:19:51.000Z'],
    ['Europe/Berlin', '2022-08-29T12:19:51', '2022-08-29T10:19:51.000Z'],
    ['Europe/Berlin', '2022-01-29T12:19:51.250', '2022-01-29T11:19:51.250Z'],
    ['Europe/Berlin', '2022-10-30T02:30:00', '2022-10-30T00:30:00.000Z'],
    ['Europe/Berlin', '2022-10-30T03:00:00', '2022-10-30T02:00:00.000Z'],
    ['Europe/Berlin', '2022-03-27T02:30:00', '2022-03-27T01:30:00.000Z'],
    ['America/New_York', '2022-11-06T01:30:00', '2022-11-06T05:30:00.000Z'],
    ['Asia/Kathmandu', '2022-08-29T12:00:00', '2022-08-29T06:15:00.000Z'],
  ];
  for (const [zone, shown, instant] of times) assert.equal(instantIn(zone, shown), instant, `${zone} ${shown}`);
});

it('the clock of the zone shows it at that instant, but for what it skips', () => {
  const ms = fc.date({ min: new Date('1971-01-02'), max: new Date('2100-01-01'), noInvalidDate: true }).map((date) => date.getTime());
  const zones = fc.constantFrom(
    'Europe/Berlin',
    'America/Sao_Paulo',
    'Australia/Lord_Howe',
    'Asia/Tehran',
    'Pacific/Apia',
    'Africa/Casablanca',
  );
  fc.assert(
    fc.property(ms, zones, (given, zone) => {
      const whole = Math.floor(given / 1000) * 1000;
      const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
      const shown = clock.format(whole);
      const found = msIn(zone, Date.parse(`${shown.replace(' ', 'T')}Z`));
      assert.equal(clock.format(found), shown);
      assert.ok(found <= whole);
    }),
    { numRuns: 1_000 },
  );
});

it('instants of a CSV without a zone are read in the one that is given, and the text is kept', () => {
  const reader = importFormats['lightrun-csv'].reader({ zone: 'Europe/Berlin' });
  const [item] = [...reader.push('Date,Event Type\n29/08/22 12:19:51,auth login success\n'), ...reader.end()];
  assert.ok(item && 'event' in item);
  assert.equal(item.event.occurred_at, '2022-08-29T10:19:51.000Z');
  assert.deepEqual(item.event.extra, { Date: '29/08/22 12:19:51' });
  assert.deepEqual(item.assumed, ['Europe/Berlin for instants without a zone']);
  assert.ok(isZone('Europe/Berlin') && !isZone('Nowhere/Town'));
});
