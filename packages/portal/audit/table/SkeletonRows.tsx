import type { ColumnId } from './columns.ts';

/** Rows of true height before an answer, so that nothing jumps when it comes. */
export function SkeletonRows({ rows, rowPx, columns }: { rows: number; rowPx: number; columns: readonly ColumnId[] }) {
  return Array.from({ length: rows }, (_, at) => <SkeletonRow key={at} topPx={at * rowPx} columns={columns} />);
}

export function SkeletonRow({ topPx, columns }: { topPx: number; columns: readonly ColumnId[] }) {
  return (
    <tr className="row skeleton" aria-hidden="true" style={{ transform: `translateY(${topPx}px)` }}>
      {columns.map((id) => (
        <td key={id} className={id}>
          <span />
        </td>
      ))}
    </tr>
  );
}
