/** Rows of true height before the first answer, so that nothing jumps when it comes. */
export function SkeletonRows({ rows }: { rows: number }) {
  return (
    <tbody aria-hidden="true">
      {Array.from({ length: rows }, (_, row) => (
        <tr key={row} className="skeleton">
          {['date', 'user', 'state', 'extra'].map((column) => (
            <td key={column} className={column}>
              <span />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}
