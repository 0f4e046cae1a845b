import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { copyEvent } from '../../copy-event.ts';
import type { TermActions } from './actions.ts';
import { entityOf } from './entity.ts';
import type { Term } from './term.ts';

interface Props {
  /** What the value is of, for the name of the menu. */
  label: string;
  shown: string;
  /** Byte for byte, for the clipboard. */
  raw: string;
  term: Term | null;
  actions: TermActions;
}

const words = copyEvent.values;

/** A value that can be asked for: it opens a menu with everything that can be done with it. */
export function ValueMenu({ label, shown, raw, term, actions }: Props) {
  const [said, setSaid] = useState<string | null>(null);
  useEffect(() => {
    if (said === null) return undefined;
    const timer = setTimeout(() => setSaid(null), 2_000);
    return () => clearTimeout(timer);
  }, [said]);
  const entity = term === null ? null : entityOf(term.name);
  const act = (key: string): void => {
    if (key === 'copy') {
      // Without a secure context there is no clipboard; the text can still be selected by hand.
      const written = navigator.clipboard?.writeText(raw) ?? Promise.reject(new Error('no clipboard'));
      written.then(
        () => setSaid(words.copied),
        () => setSaid(words.failed),
      );
    } else if (term !== null) actions[key as keyof TermActions](term);
  };
  return (
    <>
      <MenuTrigger>
        <Button className="value-button">{shown}</Button>
        <Popover className="popover menu-popover" placement="bottom start">
          <Menu className="menu" aria-label={words.menu(label)} onAction={(key) => act(String(key))}>
            {term === null ? null : (
              <>
                <MenuItem id="only" className="option">
                  {words.only}
                </MenuItem>
                <MenuItem id="exclude" className="option">
                  {words.exclude}
                </MenuItem>
              </>
            )}
            <MenuItem id="copy" className="option">
              {words.copy}
            </MenuItem>
            {entity === null ? null : (
              <MenuItem id="history" className="option">
                {words.history(entity)}
              </MenuItem>
            )}
          </Menu>
        </Popover>
      </MenuTrigger>
      <span role="status" className="value-said">
        {said}
      </span>
    </>
  );
}
