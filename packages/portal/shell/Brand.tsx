import { copy } from '../copy.ts';

export function Brand() {
  return (
    <span className="brand">
      <img src="/mark.svg" alt="" width="24" height="24" />
      <span>{copy.product}</span>
    </span>
  );
}
