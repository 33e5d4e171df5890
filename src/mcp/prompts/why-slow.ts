import type { Given, Prompt, Step } from './prompt.ts';
import { analyzeLogs, place, promqlPlace, readMetric, searchLogs } from './steps.ts';

export const whySlow: Prompt = {
  name: 'why_slow',
  title: 'Why is it slow?',
  description: 'Since when something is slow, for which part of the calls, and what it waits for.',
  optional: ['namespace', 'log_group', 'source', 'start', 'region', 'account'],
  needs: ['get_metric_statistics'],
  job: ({ namespace, log_group: group, source }) => {
    const about = [namespace, group, source].filter((one) => one !== undefined);
    return `Find out why ${about.length === 0 ? 'the service that I named' : about.map((one) => JSON.stringify(one)).join(', ')} is slow: since when, for whom, and what it waits for.`;
  },
  steps,
  report:
    'Since when it is slow (UTC), by how much (p50 and p99 against before), for which part of the calls; whether load, errors or saturation rose with it; what it waits for, with the evidence; what to do. Say what is only likely.',
};

function steps(given: Given): Step[] {
  const window = { start: given.start ?? '-3h' };
  return [
    {
      tool: 'describe_alarms',
      args: { state: 'ALARM', ...place(given) },
      why: 'what fires already, and since when.',
    },
    {
      tool: 'list_metrics',
      args: { ...(given.namespace !== undefined && { namespace: given.namespace }), ...place(given) },
      why: 'the metrics of latency, load, errors and saturation, and their dimensions.',
      hint: { tool: 'search_metric_catalog', text: "search_metric_catalog tells what AWS's own mean." },
    },
    readMetric(given, window, 'of the latency: when it rose, and whether for all calls (p50) or some (p99).', [
      'p50',
      'p99',
      'SampleCount',
    ]),
    readMetric(
      given,
      window,
      'of load, errors, queues, CPU, memory and connections: which rose before the latency did.',
    ),
    {
      tool: 'query_prometheus_range',
      args: {
        query: 'histogram_quantile(0.99, sum by (le) (rate(<metric>_bucket[5m])))',
        ...window,
        source: '<source>',
        ...promqlPlace(given),
      },
      why: 'the same from Prometheus, where the service has its metrics there.',
      hint: { tool: 'list_prometheus_metrics', text: 'list_prometheus_metrics name="duration" finds them.' },
    },
    analyzeLogs(
      given,
      'stats pct(<field>, 50) as p50, pct(<field>, 99) as p99, count(*) as calls by bin(5m)',
      window,
      'the same from the log, where it has a field for the time that a call took.',
      { tool: 'get_log_group_fields', text: 'get_log_group_fields shows the fields.' },
    ),
    searchLogs(given, '?timeout ?"timed out" ?slow ?retry', window, 'what it waited for.'),
  ];
}
