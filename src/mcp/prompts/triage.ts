import type { Prompt } from './prompt.ts';
import { evidence, firingRules, place } from './steps.ts';

export const triage: Prompt = {
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
    firingRules(given),
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
    'Per group of alarms, worst first: what is broken for whom, since when (UTC), the likely cause with its evidence, what to do next. Say what could not be read.',
};
