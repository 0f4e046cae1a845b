import { copyHealth } from '../copy-health.ts';

/** The shape of the page before its first answer. */
export function HealthSkeleton() {
  return (
    <div className="health-skeleton">
      <p className="visually-hidden" role="status">
        {copyHealth.loading}
      </p>
      <div className="skeleton health-banner" aria-hidden="true">
        <span />
      </div>
      <div className="part-cards" aria-hidden="true">
        {['recording', 'ledger', 'search'].map((card) => (
          <div key={card} className="part-card skeleton">
            <span />
            <span />
            <span />
          </div>
        ))}
      </div>
    </div>
  );
}
