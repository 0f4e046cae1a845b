import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps } from 'react-aria-components/Button';

/** One button, four weights: `primary` once a screen, `plain` otherwise, `quiet` beside text, `danger` where something ends. */
interface Props extends Omit<ButtonProps, 'className' | 'style' | 'children' | 'isPending'> {
  kind?: 'primary' | 'plain' | 'quiet' | 'danger';
  icon?: boolean;
  /** What it began is under way: it keeps the focus and does nothing. */
  isPending?: boolean;
  children: ReactNode;
}

export function Button({ kind = 'plain', icon = false, isPending = false, type = 'button', onPress, children, ...rest }: Props) {
  return (
    <AriaButton
      {...rest}
      type={isPending ? 'button' : type}
      {...(isPending || onPress === undefined ? {} : { onPress })}
      className={`button ${kind}${icon ? ' icon-only' : ''}${isPending ? ' pending' : ''}`}
    >
      {children}
    </AriaButton>
  );
}
