import { visible } from '@annals/events';
import type { Task } from '../api/shapes.ts';
import { copyHealth } from '../copy-health.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Moment } from './Moment.tsx';
import { took } from './moments.ts';
import { StateWord } from './StateWord.tsx';
import { taskState } from './task-state.ts';

const marks = { working: 'good', failing: 'bad', late: 'pause', waiting: 'pause' } as const;

const instantForm = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** The row of a task, and below it what is wrong with it, if anything is. */
export function TaskRows({ task, now }: { task: Task; now: string }) {
  const words = copyHealth.tasks;
  const state = taskState(task, now);
  const report = Object.entries(task.report).filter(([, value]) => value !== null && value !== false);
  return (
    <>
      <tr>
        <th scope="row" className="task">
          {visible(words.name(task.name))} <span className="hint">{words.does(task.name)}</span>
        </th>
        <td className="state">
          <StateWord state={marks[state]}>{words.states[state]}</StateWord>
        </td>
        <td className="success number">
          <Moment at={task.last_succeeded_at} now={now} />
        </td>
        <td className="took number">{task.last_duration_ms === null ? '' : took(task.last_duration_ms)}</td>
        <td className="runs number">
          {task.runs.toLocaleString('en')}
          {task.failures === 0 ? null : (
            <span className="failed">
              {' '}
              {task.failures.toLocaleString('en')} {words.failed.toLowerCase()}
            </span>
          )}
        </td>
        <td className="report">
          {report.map(([name, value]) => (
            <span key={name}>
              {visible(name.replaceAll('_', ' '))}{' '}
              {typeof value === 'string' && instantForm.test(value) ? <Moment at={value} now={now} /> : visible(String(value))}
            </span>
          ))}
        </td>
      </tr>
      {task.last_error === null && state !== 'late' ? null : (
        <tr className="task-trouble">
          <td colSpan={6}>
            {task.last_error === null ? null : (
              <p className="task-error">
                <code className="error-text">{visible(task.last_error)}</code>{' '}
                <CopyButton text={task.last_error} what={words.error(words.name(task.name))} />
              </p>
            )}
            <p className="hint">
              {copyHealth.next} {task.last_error === null ? words.lateAdvice : words.advice(task.name)}
            </p>
          </td>
        </tr>
      )}
    </>
  );
}
