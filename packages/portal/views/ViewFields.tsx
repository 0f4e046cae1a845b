import { useId } from 'react';
import { viewsCopy as words } from '../copy-views.ts';
import { Field } from '../ui/Field.tsx';

/** Name and reach of a view. */
export function ViewFields({ name, shared }: { name: string; shared: boolean }) {
  const id = useId();
  return (
    <>
      <Field
        label={words.name}
        name="name"
        hint={words.nameHint}
        defaultValue={name}
        maxLength={80}
        autoComplete="off"
        isRequired
        autoFocus
      />
      <div className="field">
        <label className="check">
          <input type="checkbox" name="shared" defaultChecked={shared} aria-describedby={id} />
          {words.share}
        </label>
        <p className="hint" id={id}>
          {words.shareHint}
        </p>
      </div>
    </>
  );
}
