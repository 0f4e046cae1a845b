import { policyText, type RetentionPolicy } from '@annals/events';
import { useState } from 'react';
import { copyRetention } from '../copy-retention.ts';
import { Button } from '../ui/Button.tsx';
import { ConsequenceDialog } from './ConsequenceDialog.tsx';
import { PeriodSelect } from './PeriodSelect.tsx';
import { RuleRow } from './RuleRow.tsx';
import { policyOf, rulesOf, unruled, type Rule } from './rules.ts';

/** Another policy, put together here; what it does is shown before it is decided. */
export function PolicyForm({ organisation, policy }: { organisation: string; policy: RetentionPolicy }) {
  const [days, setDays] = useState(policy.days);
  const [rules, setRules] = useState<readonly Rule[]>(() => rulesOf(policy));
  const [asked, setAsked] = useState<RetentionPolicy | null>(null);
  const wanted = policyOf(days, rules);
  const isSame = policyText(wanted) === policyText(policy);
  const free = unruled(rules);
  return (
    <section className="panel retention-form" aria-labelledby="change-policy">
      <h2 id="change-policy">{copyRetention.change}</h2>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isSame) setAsked(wanted);
        }}
      >
        <PeriodSelect label={rules.length === 0 ? copyRetention.rest : copyRetention.restOthers} value={days} onChange={setDays} />
        <fieldset className="field rules">
          <legend>{copyRetention.rules}</legend>
          <p className="hint">{copyRetention.rulesHint}</p>
          <ul>
            {rules.map((rule, at) => (
              <RuleRow
                key={at}
                rule={rule}
                rules={rules}
                onChange={(changed) => setRules(rules.with(at, changed))}
                onRemove={() => setRules(rules.toSpliced(at, 1))}
              />
            ))}
          </ul>
          <Button
            onPress={() => {
              const [category] = free.categories;
              setRules([
                ...rules,
                category ? { kind: 'category', name: category, days } : { kind: 'event', name: free.events[0] ?? '', days },
              ]);
            }}
          >
            {copyRetention.addRule}
          </Button>
        </fieldset>
        <div className="form-row">
          <Button kind="primary" type="submit" isDisabled={isSame}>
            {copyRetention.show}
          </Button>
          {isSame ? <span className="hint">{copyRetention.same}</span> : null}
        </div>
      </form>
      {asked === null ? null : <ConsequenceDialog organisation={organisation} policy={asked} onClose={() => setAsked(null)} />}
    </section>
  );
}
