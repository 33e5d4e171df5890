import * as z from 'zod';
import { defineTool } from '../define.ts';
import { pageFields } from '../params.ts';

export const describeAlarms = defineTool({
  name: 'describe_alarms',
  title: 'Describe alarms',
  description: 'Which alarms are in which state, and why.',
  toolset: 'alarms',
  actions: ['cloudwatch:DescribeAlarms'],
  input: z.strictObject({}),
  output: z.object({ items: z.array(z.object({ name: z.string() })), ...pageFields }),
  position: (alarm) => [alarm.name],
  run: async () => ({ items: [] }),
  render: () => 'none',
});
