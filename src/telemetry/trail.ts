import { AsyncLocalStorage } from 'node:async_hooks';
import type { SharedRead, UpstreamCall, UpstreamObserver } from '../upstream-call.ts';
import type { MessageSpan } from './tracing.ts';

/** What a call did, beside what it answered. Upstreams find it by `currentTrail()`: a read that several calls share is on the trail of who sent it. */
export interface Trail {
  readonly span: MessageSpan | undefined;
  /** The call has its turn, after so long. */
  letIn(waitedMs: number): void;
  ended(call: UpstreamCall): void;
  shared(read: SharedRead): void;
  summary(): TrailSummary;
}

/** For the log line. */
export interface TrailSummary {
  /** Waited for its turn, whole milliseconds. */
  readonly waitMs: number;
  /** While at least one upstream call was under way, whole milliseconds: those at the same time count once. */
  readonly upstreamMs: number;
  readonly upstreamCalls: number;
  /** `{ 'logs:FilterLogEvents': 3 }`, at most `MAX_NAMES`, the rest as `others`. */
  readonly upstream?: Readonly<Record<string, number>>;
  /** Attempts beyond the first. */
  readonly retries?: number;
  readonly throttled?: number;
  /** Answers that were kept, or came by a request of another call. */
  readonly sharedReads?: number;
}

const MAX_NAMES = 8;

const current = new AsyncLocalStorage<Trail>();

/** The trail of the call that this runs for; undefined outside of calls. */
export function currentTrail(): Trail | undefined {
  return current.getStore();
}

export function withTrail<T>(trail: Trail, work: () => T): T {
  return current.run(trail, work);
}

/** Tells the trail of the call, too. */
export function alsoOnTrail(observer: UpstreamObserver): UpstreamObserver {
  return {
    ended(call) {
      observer.ended(call);
      currentTrail()?.ended(call);
    },
    shared(read, target) {
      observer.shared(read, target);
      currentTrail()?.shared(read);
    },
  };
}

export function createTrail(span?: MessageSpan): Trail {
  let waitMs = 0;
  let shared = 0;
  const calls: UpstreamCall[] = [];
  return {
    span,
    letIn(waitedMs) {
      waitMs = waitedMs;
    },
    ended(call) {
      calls.push(call);
      span?.upstream(call);
    },
    shared(read) {
      if (read !== 'miss') shared += 1;
    },
    summary() {
      const retries = sum(calls, ({ attempts }) => Math.max(0, attempts - 1));
      const throttled = sum(calls, (call) => call.throttled);
      return {
        waitMs: Math.round(waitMs),
        upstreamMs: Math.round(together(calls)),
        upstreamCalls: calls.length,
        ...(calls.length > 0 && { upstream: counted(calls) }),
        ...(retries > 0 && { retries }),
        ...(throttled > 0 && { throttled }),
        ...(shared > 0 && { sharedReads: shared }),
      };
    },
  };
}

function sum(calls: readonly UpstreamCall[], of: (call: UpstreamCall) => number): number {
  return calls.reduce((total, call) => total + of(call), 0);
}

function counted(calls: readonly UpstreamCall[]): Record<string, number> {
  const counts: Record<string, number> = {};
  let names = 0;
  for (const { service, operation } of calls) {
    const name = `${service}:${operation}`;
    if (counts[name] === undefined) names += 1;
    const key = counts[name] !== undefined || names <= MAX_NAMES ? name : 'others';
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

/** The length of the union of the calls' times, milliseconds. */
function together(calls: readonly UpstreamCall[]): number {
  const [first] = calls;
  if (first !== undefined && calls.length === 1) return first.durationMs;
  let length = 0;
  let until = -Infinity;
  for (const { startedMs, durationMs } of calls.toSorted((a, b) => a.startedMs - b.startedMs)) {
    const end = startedMs + durationMs;
    if (end > until) length += end - Math.max(startedMs, until);
    until = Math.max(until, end);
  }
  return length;
}
