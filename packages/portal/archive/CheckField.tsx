/** One thing that is on or off. */
export function CheckField({ label, hint, name, isOn }: { label: string; hint: string; name: string; isOn: boolean }) {
  return (
    <label className="check">
      <input type="checkbox" name={name} defaultChecked={isOn} />
      <span>
        {label} <span className="hint">{hint}</span>
      </span>
    </label>
  );
}
