import { Fragment } from 'react';
import { keyCopy } from '../copy-keys.ts';
import { keyText } from './key-text.ts';

/** The keys of one entry, one after the other. */
export function Keys({ keys }: { keys: readonly string[] }) {
  return (
    <span className="keys">
      {keys.map((press, at) => (
        <Fragment key={at}>
          {at === 0 ? null : <span className="key-then"> {keyCopy.joined} </span>}
          <kbd>{keyText(press)}</kbd>
        </Fragment>
      ))}
    </span>
  );
}
