import type { KeyboardEvent, PointerEvent } from 'react';
import { copyEvent } from '../../copy-event.ts';
import { narrowestPx, stepPx, usualPx, widestPx } from './drawer-width.ts';

interface Props {
  widthPx: number;
  onChange: (px: number) => void;
}

/** The left edge of the drawer: dragged, or moved with the arrow keys; Enter or a double click puts it back. */
export function ResizeHandle({ widthPx, onChange }: Props) {
  const drag = (pointer: PointerEvent<HTMLDivElement>): void => {
    if (pointer.currentTarget.hasPointerCapture(pointer.pointerId)) onChange(window.innerWidth - pointer.clientX);
  };
  const press = (key: KeyboardEvent): void => {
    const to = {
      ArrowLeft: widthPx + stepPx,
      ArrowRight: widthPx - stepPx,
      Home: narrowestPx,
      End: widestPx(window.innerWidth),
      Enter: usualPx,
    }[key.key];
    if (to === undefined || key.altKey || key.ctrlKey || key.metaKey) return;
    key.preventDefault();
    key.stopPropagation();
    onChange(to);
  };
  return (
    <div
      className="resize-handle"
      role="separator"
      aria-orientation="vertical"
      aria-label={copyEvent.resize}
      aria-valuenow={widthPx}
      aria-valuemin={narrowestPx}
      aria-valuemax={widestPx(window.innerWidth)}
      tabIndex={0}
      onKeyDown={press}
      onPointerDown={(pointer) => {
        pointer.preventDefault();
        pointer.currentTarget.setPointerCapture(pointer.pointerId);
      }}
      onPointerMove={drag}
      onDoubleClick={() => onChange(usualPx)}
    />
  );
}
