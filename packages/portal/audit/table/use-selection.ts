import { type RefObject, useEffect, useState } from 'react';

/** Whether text of the element is selected; whoever copies something does not want it to move. */
export function useSelection(element: RefObject<HTMLElement | null>): boolean {
  const [isSelected, setSelected] = useState(false);
  useEffect(() => {
    const look = (): void => {
      const selection = getSelection();
      const node = selection?.anchorNode ?? null;
      setSelected(selection !== null && !selection.isCollapsed && node !== null && (element.current?.contains(node) ?? false));
    };
    document.addEventListener('selectionchange', look);
    return () => document.removeEventListener('selectionchange', look);
  }, [element]);
  return isSelected;
}
