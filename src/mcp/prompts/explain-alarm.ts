import type { Prompt } from './prompt.ts';
import { evidence, place } from './steps.ts';

export const explainAlarm: Prompt = {
  name: 'explain_alarm',
  title: 'Explain an alarm',
  description: 'What one alarm watches, why it is in its state, how it behaved before, and what caused it.',
  required: ['alarm'],
  optional: ['region', 'account'],
  needs: ['describe_alarms'],
  job: ({ alarm }) =>
    `Explain the alarm ${JSON.stringify(alarm)}: what it watches, why it is in its state, what caused that.`,
  steps: (given) => [
    {
      tool: 'describe_alarms',
      args: { names: [given.alarm], ...place(given) },
      why: 'its condition in words, its state and reason, what contributes to it, and the calls that show the evidence.',
    },
    {
      tool: 'get_alarm_history',
      args: { name: given.alarm, start: '-7d', ...place(given) },
      why: 'when it fired before, for how long, whether it flaps; it suggests the window for the next calls.',
    },
    ...evidence(given),
  ],
  report:
    'What it watches, in one sentence; its state since when (UTC), and the value against the threshold; whether this is new; the likely cause with its evidence; what to do; whether the alarm itself should be changed.',
};
