import { useNavigate } from '@tanstack/react-router';
import { type RefObject, useState } from 'react';
import { Menu, MenuItem } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import type { Question } from '../api/events.ts';
import { copyExports } from '../copy-exports.ts';
import { paths } from '../paths.ts';
import '../styles/exports.css';
import { ExportDialog } from './ExportDialog.tsx';
import { ShareDialog } from './ShareDialog.tsx';

interface Props {
  question: Question;
  /** What the menu hangs from. */
  trigger: RefObject<HTMLElement | null>;
  isOpen: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Everything that can be done with the events of a question, besides downloading them at once. */
export function ExportMenu({ question, trigger, isOpen, onOpenChange }: Props) {
  const [dialog, setDialog] = useState<'formats' | 'share' | null>(null);
  const navigate = useNavigate();
  const toExports = (): void => void navigate({ to: paths.exports, search: { organisation: question.organisation } });
  return (
    <>
      <Popover
        aria-label={copyExports.menu.open}
        className="popover menu-popover"
        triggerRef={trigger}
        isOpen={isOpen}
        onOpenChange={onOpenChange}
        placement="bottom end"
      >
        <Menu
          className="menu"
          aria-label={copyExports.menu.open}
          autoFocus="first"
          onClose={() => onOpenChange(false)}
          onAction={(key) => (key === 'all' ? toExports() : setDialog(key === 'share' ? 'share' : 'formats'))}
        >
          {(['formats', 'share', 'all'] as const).map((id) => (
            <MenuItem key={id} id={id} className="option">
              {copyExports.menu[id]}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
      {dialog === 'formats' ? <ExportDialog question={question} onMade={toExports} onClose={() => setDialog(null)} /> : null}
      {dialog === 'share' ? <ShareDialog question={question} onClose={() => setDialog(null)} /> : null}
    </>
  );
}
