/**
 * Where Annals reads the original page differently from its letter, beside what each entry says about itself.
 * Printed into docs/catalogue.md and answered by GET /v1/catalogue.
 */
export interface Reading {
  readonly page: string;
  readonly reading: string;
}

export const readings: readonly Reading[] = [
  {
    page: 'Names end in `success`, `failure` or `failed`; `authentication Success` has a capital.',
    reading: 'One event id with an outcome. Every spelling is read, in any case; a name that says an outcome sets it.',
  },
  {
    page: '"… was created successfully or failed due to an error_message": two outcomes in one row.',
    reading:
      'Without an outcome, an error_message means failure and its absence success. A failure without error_message is taken with a warning.',
  },
  { page: '`ignore_qouta`, twice.', reading: 'A misspelling of `ignore_quota`; read, and never written.' },
  {
    page: '`user_types` and `user_group` differ in number.',
    reading: 'Both are lists: `user_types`, `user_groups`. A single text is a list of one.',
  },
  { page: '`expression` is one text.', reading: '`expressions` is a list, because a snapshot has several.' },
  { page: '`file_name, line` is one row.', reading: 'Two fields, `file_name` and `line`. One text such as `Foo.java, 12` is split.' },
  { page: '`runtime environment` has a space; the Syslog sample writes `runtime_environment`.', reading: '`runtime_environment`.' },
  { page: '`agent_api_version` in the table, `api_version` in the sample.', reading: '`agent_api_version`.' },
  {
    page: 'Action types Log, Metrics, Snapshot.',
    reading: 'These are families (`action_family`); `action_type` is the stored type, such as COUNTER or CAPTURE. Any text is kept.',
  },
  {
    page: 'STATE is "State of the Activity".',
    reading:
      'The label of the event with its outcome, such as `agent remove success`; for actions the type is the subject: `COUNTER create success`.',
  },
  {
    page: 'USER is the user name in the table, an e-mail, a pool name or an agent id in the CSV.',
    reading: 'E-mail, else name, else id; the id of an agent, the name of a pool, `system` for the system.',
  },
  {
    page: 'Actor types: the CSV has Agent pool, Syslog has not.',
    reading: 'user, agent, agent_pool, system; and of ours api_key, service, ai_agent.',
  },
  { page: 'Result is success or failure in the CSV, Syslog adds unknown.', reading: 'Three outcomes everywhere.' },
  {
    page: '"Event Type" means a column of the CSV, a category of Syslog and the list of events.',
    reading: "`event` is what happened, `category` is Syslog's Event Type, the column of the CSV is the label.",
  },
  {
    page: 'System metadata has an actor and a target.',
    reading: 'It is the envelope of any server-side operation; every event may carry it.',
  },
  { page: 'Sample values are sometimes missing.', reading: 'Every field is optional; absent fields are left out and never printed empty.' },
  {
    page: 'From and To: "after selecting any of the two".',
    reading: 'Either bound alone is valid; whole days, inclusive, in a stated zone.',
  },
  { page: 'The CSV holds at most 1,000 records, of no stated order.', reading: 'The export streams every row of the filter.' },
  {
    page: 'The predecessor lists `ADDED`, `REMOVED`, `ENABLED` and other single words in several tables.',
    reading: 'Alone they name no event, so they are not read as names; the codes (`REMOVED_AGENT_SUCCESS`) are.',
  },
];
