import { scopes, type Scope } from '@annals/events';
import { copy } from '../copy.ts';

/** What the key may do; at least one. */
export function ScopeChoice({ value, onChange }: { value: readonly Scope[]; onChange: (scopes: readonly Scope[]) => void }) {
  return (
    <fieldset className="field">
      <legend>{copy.keys.scopes}</legend>
      {scopes.map((scope) => (
        <label key={scope} className="check">
          <input
            type="checkbox"
            checked={value.includes(scope)}
            onChange={(event) => onChange(event.target.checked ? [...value, scope] : value.filter((one) => one !== scope))}
          />
          <code>{scope}</code> <span className="hint">{copy.keys.scopeHints[scope]}</span>
        </label>
      ))}
      {value.length === 0 ? <p className="field-error">{copy.keys.needScope}</p> : null}
    </fieldset>
  );
}
