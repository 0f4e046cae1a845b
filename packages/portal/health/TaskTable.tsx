import type { Task } from '../api/shapes.ts';
import { copyHealth } from '../copy-health.ts';
import { TaskRows } from './TaskRows.tsx';
import { taskState } from './task-state.ts';

const columns = ['task', 'state', 'success', 'took', 'runs', 'report'] as const;

const first = { failing: 0, late: 1, waiting: 2, working: 3 } as const;

/** Every background task, how its runs go, and the error of one that fails; what needs somebody stands on top. */
export function TaskTable({ tasks, now }: { tasks: readonly Task[]; now: string }) {
  const words = copyHealth.tasks;
  const sorted = tasks.toSorted((a, b) => first[taskState(a, now)] - first[taskState(b, now)] || (a.name < b.name ? -1 : 1));
  return (
    <section className="tasks" aria-labelledby="tasks-title">
      <h2 id="tasks-title">{words.title}</h2>
      {tasks.length === 0 ? (
        <p className="empty">{words.none}</p>
      ) : (
        <div className="table-scroll">
          <table className="plain-table">
            <caption className="visually-hidden">{words.title}</caption>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col" className={column}>
                    {words[column]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {sorted.map((task) => (
                <TaskRows key={task.name} task={task} now={now} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
