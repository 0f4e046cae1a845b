import { useId } from 'react';
import { copyRetention } from '../copy-retention.ts';
import { Button } from '../ui/Button.tsx';
import { PeriodSelect } from './PeriodSelect.tsx';
import { type Rule, unruled } from './rules.ts';

interface Props {
  rule: Rule;
  rules: readonly Rule[];
  onChange: (rule: Rule) => void;
  onRemove: () => void;
}

/** A period of its own for a category or an event type. */
export function RuleRow({ rule, rules, onChange, onRemove }: Props) {
  const free = unruled(rules.filter((one) => one !== rule));
  const id = useId();
  const value = `${rule.kind} ${rule.name}`;
  return (
    <li className="rule">
      <div className="field">
        <label htmlFor={id}>{copyRetention.rule}</label>
        <select
          id={id}
          className="select"
          value={value}
          onChange={({ target }) => {
            const [kind, name = ''] = target.value.split(' ');
            onChange({ ...rule, kind: kind === 'event' ? 'event' : 'category', name });
          }}
        >
          <optgroup label={copyRetention.categories}>
            {free.categories.map((name) => (
              <option key={name} value={`category ${name}`}>
                {name}
              </option>
            ))}
          </optgroup>
          <optgroup label={copyRetention.events}>
            {/* One that is not in the catalogue may have a rule all the same, made by the API. */}
            {[...new Set([...(rule.kind === 'event' ? [rule.name] : []), ...free.events])].map((name) => (
              <option key={name} value={`event ${name}`}>
                {name}
              </option>
            ))}
          </optgroup>
        </select>
      </div>
      <PeriodSelect label={copyRetention.period} value={rule.days} onChange={(days) => onChange({ ...rule, days })} />
      <Button kind="quiet" aria-label={copyRetention.removeRule(rule.name)} onPress={onRemove}>
        {copyRetention.remove}
      </Button>
    </li>
  );
}
