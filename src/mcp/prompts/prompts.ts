import type { Given, Prompt, Step } from './prompt.ts';

/** Region and account of a call, where the caller gave them. */
function place({ region, account }: Given): { region?: string; account?: string } {
  return { ...(region !== undefined && { region }), ...(account !== undefined && { account }) };
}

/** The same of PromQL tools, whose source has its region. */
function promqlPlace({ source, account }: Given): { source?: string; account?: string } {
  return { ...(source !== undefined && { source }), ...(account !== undefined && { account }) };
}

function evidence(given: Given): Step[] {
  return [
    {
      tool: 'get_metric_statistics',
      args: {
        namespace: given.namespace ?? '<namespace>',
        metric_name: '<metric>',
        dimensions: ['<name=value>'],
        start: '<window start>',
        end: '<window end>',
        ...place(given),
      },
      why: 'what the metric did in the window that was suggested. Prefer the call that the answers before print.',
    },
    {
      tool: 'search_log_events',
      args: {
        groups: [given.log_group ?? '<log group>'],
        pattern: '?ERROR ?Exception ?timeout',
        start: '<window start>',
        end: '<window end>',
        ...place(given),
      },
      why: 'the lines that explain it. describe_log_groups name_contains="<service>" finds the group.',
    },
  ];
}

export const PROMPTS: readonly Prompt[] = [
  {
    name: 'triage',
    title: 'Triage what fires now',
    description: 'What is alarming, since when, which alarms belong together, and what to look at first.',
    optional: ['region', 'account'],
    needs: ['describe_alarms'],
    job: () => 'Find out what is wrong now, and what to look at first.',
    steps: (given) => [
      {
        tool: 'describe_alarms',
        args: { state: 'ALARM', ...place(given) },
        why: 'what fires, since when, whether somebody is told. Group alarms that began together or share a resource.',
      },
      {
        tool: 'list_prometheus_rules',
        args: { state: 'firing', ...promqlPlace(given) },
        why: 'the same of Prometheus; skip it where list_prometheus_workspaces shows no source with rules.',
      },
      {
        tool: 'describe_alarms',
        args: { names: ['<alarm>'], ...place(given) },
        why: 'of the first alarm of each group, at most three: its details end with the calls that show the evidence.',
      },
      {
        tool: 'get_alarm_history',
        args: { name: '<alarm>', ...place(given) },
        why: 'whether it is new or flaps, and the window to look at.',
      },
      ...evidence(given),
    ],
    report:
      'Per group of alarms: what is broken for whom, since when (UTC), the likely cause with its evidence, what to do next. Worst first. Say what could not be read.',
  },
  {
    name: 'explain_alarm',
    title: 'Explain an alarm',
    description: 'What one alarm means, why it is in its state, how it behaved before, and what caused it.',
    required: ['alarm'],
    optional: ['region', 'account'],
    needs: ['describe_alarms'],
    job: ({ alarm }) =>
      `Explain the alarm ${JSON.stringify(alarm)}: what it watches, why it is in its state, and what caused that.`,
    steps: (given) => [
      {
        tool: 'describe_alarms',
        args: { names: [given.alarm], ...place(given) },
        why: 'its condition in words, its state and reason, what contributes to it.',
      },
      {
        tool: 'get_alarm_history',
        args: { name: given.alarm, start: '-7d', ...place(given) },
        why: 'when it fired before, for how long, whether it flaps; it suggests the window for the next calls.',
      },
      ...evidence(given),
    ],
    report:
      'In this order: what it watches in one sentence; its state, since when (UTC), and the value against the threshold; whether this is new; the likely cause with its evidence; what to do; whether the alarm itself should be changed.',
  },
];
