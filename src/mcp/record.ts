import type { Logger } from 'pino';
import { safeError } from '../redaction/safe-error.ts';
import type { ArgumentShape } from './argument-shape.ts';
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
  /** Of the answer's text, an error's too. */
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

/** Where a call leaves its trace: one log line, and what `count` makes of it. */
export interface Recorder {
  call(record: CallRecord): void;
  internalError(tool: string, reference: string, error: unknown, requestId?: string): void;
}

export function createRecorder(log: Logger, count: (record: CallRecord) => void): Recorder {
  return {
    call(record) {
      count(record);
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
