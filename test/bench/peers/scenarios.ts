import { mark } from '../fixed-answers.ts';
import { QUESTIONS, RANGE, WINDOW, type Args } from '../questions.ts';
import type { Placeholders } from './config.ts';

/** What is asked of the service and its peers; `tools/list` of all of them, whatever their file says. */
export const SCENARIOS = [
  'describe_alarms',
  'get_metric_statistics',
  'describe_log_groups',
  'query_prometheus_range',
] as const;
export type Scenario = (typeof SCENARIOS)[number];

/** How the service is asked. */
export function ownCall(scenario: Scenario, n: number): { tool: string; arguments: Args } {
  const question = QUESTIONS.find(({ name }) => name === scenario);
  if (question === undefined) throw new Error(`there is no question ${scenario}`);
  return { tool: question.tool, arguments: question.args(n) };
}

/** What a peer's arguments may name: the upstream, a mark that no other call of the run has, and the windows asked about. */
export function placeholders(upstream: string, n: number): Placeholders {
  return {
    upstream,
    n: mark(n),
    start: WINDOW.start,
    end: WINDOW.end,
    rangeStart: RANGE.start,
    rangeEnd: RANGE.end,
  };
}
