import type { Given, Prompt, Step } from './prompt.ts';
import { analyzeLogs, firingRules, place, readMetric, searchLogs, TROUBLE } from './steps.ts';

export const weeklyReport: Prompt = {
  name: 'weekly_report',
  title: 'Weekly report',
  description: 'The week in alarms, load and errors, as a page for the team.',
  optional: ['namespace', 'log_group', 'start', 'region', 'account'],
  needs: ['describe_alarms', 'get_alarm_history'],
  job: ({ start = '-7d' }) => `Write the report of the on-call week: from ${JSON.stringify(start)} to now.`,
  steps,
  report:
    'A page in Markdown: three sentences first; then incidents (what, from when to when in UTC, cause, still open?); alarms that flapped or were noise, with what to change; load, errors and latency against the week before; what needs work next week. Numbers with units, nothing that was not read.',
};

function steps(given: Given): Step[] {
  const window = { start: given.start ?? '-7d' };
  return [
    {
      tool: 'describe_alarms',
      args: { state: 'all', ...place(given) },
      why: 'which alarms there are, which fire, which lack data, which are muted.',
    },
    {
      tool: 'get_alarm_history',
      args: { name: '<alarm>', ...window, ...place(given) },
      why: 'of each that fires or changed its state in the week, at most ten: how often, for how long, whether it flapped.',
    },
    readMetric(given, window, 'of load, errors and latency; then the week before, with start and end moved by it.', [
      'Sum',
      'p99',
    ]),
    analyzeLogs(
      given,
      'filter @message like /(?i)(error|fatal|exception|timeout)/ | stats count(*) as lines by bin(1d)',
      window,
      'errors of each day.',
    ),
    searchLogs(given, TROUBLE, { ...window, limit: 20 }, 'examples of them.'),
    firingRules(given),
    {
      tool: 'get_bedrock_usage_report',
      args: { ...window, by: ['model', 'day'], ...place(given) },
      why: 'tokens and calls of Bedrock models, where the team uses them.',
    },
  ];
}
