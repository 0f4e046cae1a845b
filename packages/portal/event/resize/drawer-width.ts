import { recall, remember } from '../../shell/memory.ts';

const name = 'annals.drawer-px';

export const narrowestPx = 380;
export const usualPx = 500;
export const stepPx = 40;

/** As wide as it may be beside a window of this width: something of the table stays in sight. */
export function widestPx(windowPx: number): number {
  return Math.max(narrowestPx, Math.min(1_100, windowPx - 240));
}

export function withinPx(px: number, windowPx: number): number {
  return Math.round(Math.min(Math.max(px, narrowestPx), widestPx(windowPx)));
}

export function recallWidthPx(): number {
  const kept = Number(recall(name) ?? Number.NaN);
  return Number.isFinite(kept) && kept > 0 ? kept : usualPx;
}

export function rememberWidthPx(px: number): void {
  remember(name, px === usualPx ? null : String(px));
}
