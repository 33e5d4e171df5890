import { Counter, Histogram, type Registry } from 'prom-client';
import type { ErrorCode } from '../errors.ts';

/** How a tool call went. The tool is one that exists, or `unknown`. */
export interface CallOutcome {
  readonly tool: string;
  readonly outcome: string;
  readonly durationMs: number;
  /** Of the answer's text, an error's too. */
  readonly tokens: number;
}

/** What alerts look for: counted from 0 on, so that the first of a kind is a rise. */
const WATCHED: readonly ('ok' | 'internal' | ErrorCode)[] = [
  'ok',
  'access_denied',
  'expired',
  'throttled',
  'timeout',
  'upstream',
  'internal',
];

/** The metrics of tool calls. @param tools those that there are */
export function callMetrics(registry: Registry, tools: readonly string[]): (call: CallOutcome) => void {
  const registers = [registry];
  const labelNames = ['tool', 'outcome'] as const;
  const calls = new Counter({
    name: 'cloudwatch_mcp_tool_calls_total',
    help: 'Tool calls by tool and outcome (ok, an error code, internal, cancelled)',
    labelNames,
    registers,
  });
  const duration = new Histogram({
    name: 'cloudwatch_mcp_tool_call_duration_seconds',
    help: 'Time from the arguments to the answer, the wait for a turn included, by tool and outcome',
    labelNames,
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 45, 90],
    registers,
  });
  const tokens = new Histogram({
    name: 'cloudwatch_mcp_tool_result_tokens',
    help: 'Estimated tokens of the answers, errors among them, by tool and outcome',
    labelNames,
    buckets: [100, 250, 500, 1000, 2000, 4000, 6000, 12_000],
    registers,
  });
  for (const tool of tools) for (const outcome of WATCHED) calls.inc({ tool, outcome }, 0);
  return (call) => {
    const labels = { tool: call.tool, outcome: call.outcome };
    calls.inc(labels);
    duration.observe(labels, call.durationMs / 1000);
    tokens.observe(labels, call.tokens);
  };
}
