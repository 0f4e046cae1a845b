import { useEffect, useState } from 'react';
import { Autocomplete } from 'react-aria-components/Autocomplete';
import { Dialog } from 'react-aria-components/Dialog';
import { Header, Menu, MenuItem, MenuSection } from 'react-aria-components/Menu';
import { Input } from 'react-aria-components/Input';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { TextField } from 'react-aria-components/TextField';
import { paletteCopy } from '../copy-palette.ts';
import { Keys } from '../keys/Keys.tsx';
import '../styles/keys.css';
import '../styles/palette.css';
import { Icon } from '../ui/Icon.tsx';
import { matches } from '../ui/match-words.ts';
import { type Command, eventIdIn } from './commands.ts';
import { useCommands } from './use-commands.ts';

/** Everything one can go to or do, found by typing. The arrows choose while the field keeps the focus; Enter does it. */
export function Palette({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const sections = useCommands(typed);
  // The list of suggestions keeps an Escape for itself; here it closes the palette, whatever was typed.
  useEffect(() => {
    const leave = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.isComposing) return;
      event.stopPropagation();
      onClose();
    };
    document.addEventListener('keydown', leave, true);
    return () => document.removeEventListener('keydown', leave, true);
  }, [onClose]);
  const run = (command: Command): void => {
    onClose();
    // After the dialog has given the focus back: a command may put it somewhere else.
    setTimeout(command.run, 0);
  };
  const all = sections.flatMap(({ commands }) => commands);
  return (
    <ModalOverlay className="overlay palette-overlay" isOpen isDismissable onOpenChange={(open) => (open ? undefined : onClose())}>
      <Modal className="modal palette">
        <Dialog className="palette-dialog" aria-label={paletteCopy.title}>
          <Autocomplete
            inputValue={typed}
            onInputChange={setTyped}
            filter={(text, sought) => eventIdIn(sought) !== null || matches(text, sought)}
          >
            {/* Not a field for searching: its first Escape would only clear it, and here Escape closes. */}
            <TextField className="palette-field" aria-label={paletteCopy.title} autoFocus>
              <Icon name="search" />
              <Input className="palette-input" placeholder={paletteCopy.placeholder} />
            </TextField>
            {/* The field keeps the focus; the list is a stop so that it can be scrolled without a mouse. */}
            <div className="palette-scroll" tabIndex={0}>
              <Menu
                className="palette-list"
                aria-label={paletteCopy.title}
                items={sections}
                onAction={(id) => {
                  const chosen = all.find((command) => command.id === id);
                  if (chosen !== undefined) run(chosen);
                }}
                renderEmptyState={() => <p className="hint palette-none">{paletteCopy.none}</p>}
              >
                {({ group, commands }) => (
                  <MenuSection key={group} id={group}>
                    <Header className="palette-group">{paletteCopy.groups[group]}</Header>
                    {commands.map(({ id, text, also, note, keys }) => (
                      <MenuItem key={id} id={id} className="option" textValue={also === undefined ? text : `${text} ${also}`}>
                        <span className="option-text">{text}</span>
                        {note === undefined ? null : <span className="option-count">{note}</span>}
                        {keys === undefined ? null : <Keys keys={keys} />}
                      </MenuItem>
                    ))}
                  </MenuSection>
                )}
              </Menu>
            </div>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
