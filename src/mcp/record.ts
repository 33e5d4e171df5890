import type { Logger } from 'pino';
import { safeError } from '../redaction/safe-error.ts';
import type { ArgumentShape } from './argument-shape.ts';
import { Counter, Histogram, type Registry } from 'prom-client';
import type { Amounts } from '../budget/units.ts';
import type { SpanFacts } from '../telemetry/tracing.ts';
import type { TrailSummary } from '../telemetry/trail.ts';

/** Nothing that was asked or read: what a call was, by whom, and how it went. */
export interface CallRecord extends Partial<ArgumentShape>, TrailSummary {
  readonly requestId: string;
  /** The trace it is part of, where its caller named one or one was begun. */
  readonly traceId?: string | undefined;
  readonly tool: string;
  /** `ok`, an error code, `internal` or `cancelled`. */
  readonly outcome: string;
  /** What its caller was told of an internal error. */
  readonly reference?: string | undefined;
  readonly durationMs: number;
  readonly tokens: number;
  readonly rows: number;
  /** What the call used of the units that budgets count. */
  readonly usage: Amounts;
  readonly principal: string;
  /** The account's alias, where accounts are configured; `all` of a question to several. */
  readonly account?: string | undefined;
  /** As it was asked for, where it is one of those configured. */
  readonly region?: string | undefined;
  /** What it was asked by, where that is no tools/call. */
  readonly via?: string | undefined;
  /** What went wrong, for the log alone: its kinds, codes and AWS's request id. */
  readonly failure?: unknown;
}

/** Where a call leaves its trace: one log line, three metrics. */
export interface Recorder {
  call(record: CallRecord): void;
  internalError(tool: string, reference: string, error: unknown, requestId?: string): void;
}

export function createRecorder(log: Logger, registry: Registry): Recorder {
  const calls = new Counter({
    name: 'cloudwatch_mcp_tool_calls_total',
    help: 'Tool calls by tool and outcome (ok, an error code, internal, cancelled)',
    labelNames: ['tool', 'outcome'],
    registers: [registry],
  });
  const duration = new Histogram({
    name: 'cloudwatch_mcp_tool_call_duration_seconds',
    help: 'Time from the arguments to the answer',
    labelNames: ['tool'],
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 45, 90],
    registers: [registry],
  });
  const tokens = new Histogram({
    name: 'cloudwatch_mcp_tool_result_tokens',
    help: 'Estimated tokens of the answers',
    labelNames: ['tool'],
    buckets: [100, 250, 500, 1000, 2000, 4000, 6000, 12_000],
    registers: [registry],
  });
  return {
    call(record) {
      calls.inc({ tool: record.tool, outcome: record.outcome });
      duration.observe({ tool: record.tool }, record.durationMs / 1000);
      if (record.outcome === 'ok') tokens.observe({ tool: record.tool }, record.tokens);
      const { failure, ...rest } = record;
      const cause = failure instanceof Error && failure.cause !== undefined ? safeError(failure.cause, 0) : undefined;
      const { stack: _stack, ...why } = cause ?? { stack: '' };
      log.info({ ...rest, durationMs: Math.round(record.durationMs), ...(cause && { cause: why }) }, 'tool call');
    },
    internalError(tool, reference, error, requestId) {
      log.error({ tool, reference, requestId, err: safeError(error) }, 'internal error');
    },
  };
}

/** Of a record, what its span has, too. */
export function factsOf(record: CallRecord): SpanFacts {
  const { outcome, tokens, rows, account, region, waitMs, upstreamMs, upstreamCalls } = record;
  return {
    outcome,
    tokens,
    rows,
    account,
    region,
    wait_ms: waitMs,
    upstream_ms: upstreamMs,
    upstream_calls: upstreamCalls,
  };
}
