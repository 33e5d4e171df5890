import type { Given, Prompt, Step } from './prompt.ts';
import { place, readMetric, searchLogs, TROUBLE } from './steps.ts';

export const whatChanged: Prompt = {
  name: 'what_changed',
  title: 'What changed?',
  description: 'What is different since a moment: alarms, load, errors, new log lines, deployments.',
  optional: ['start', 'log_group', 'namespace', 'region', 'account'],
  needs: ['describe_alarms'],
  job: ({ start = '-24h', log_group: group, namespace }) => {
    const about = [group, namespace].filter((one) => one !== undefined);
    const of = about.length === 0 ? '' : ` about ${about.map((one) => JSON.stringify(one)).join(' and ')}`;
    return `Find out what changed${of} since ${JSON.stringify(start)}.`;
  },
  steps,
  report:
    'A line of time (UTC): what changed when, each with its evidence; what came first; what is the same as before. A change before the trouble is no cause yet: say what would prove it.',
};

function steps(given: Given): Step[] {
  const window = { start: given.start ?? '-24h' };
  return [
    {
      tool: 'describe_alarms',
      args: { state: 'all', ...place(given) },
      why: 'which alarms changed their state since then, and in which order.',
    },
    {
      tool: 'get_alarm_history',
      args: { name: '<alarm>', ...window, ...place(given) },
      why: 'of those, at most three: whether that is new; changes of the alarm itself with include=["configuration"].',
    },
    {
      tool: 'list_metrics',
      args: {
        ...(given.namespace !== undefined && { namespace: given.namespace }),
        recently_active: true,
        ...place(given),
      },
      why: 'what reports now.',
    },
    readMetric(
      given,
      window,
      'of load, errors and latency: when each left its usual course. Ask twice the window to see what is usual.',
    ),
    searchLogs(given, '?deploy ?started ?version ?migration', window, 'deployments and restarts.'),
    searchLogs(given, TROUBLE, { ...window, order: 'oldest' }, 'the first error of each kind.'),
    {
      tool: 'list_log_anomalies',
      args: { ...(given.log_group !== undefined && { group: given.log_group }), state: 'all', ...place(given) },
      why: 'patterns of lines that are new or became more, where a detector watches the group.',
    },
  ];
}
