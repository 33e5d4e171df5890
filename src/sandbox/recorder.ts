/** What a sandbox was asked, for tests to read: every call, and every one whose caller went away before the answer. */
import { EventEmitter, once } from 'node:events';

export interface RecordedRequest {
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  readonly input: Record<string, unknown>;
  /** What CloudTrail would say of who asked, and the account that was asked. */
  readonly account: string;
  readonly caller: string;
  readonly sourceIdentity?: string | undefined;
}

/** A call whose connection the caller closed before it was answered; `at` is the wall clock, epoch milliseconds. */
export interface Abort {
  readonly operation: string;
  readonly at: number;
}

export interface Recorder {
  readonly requests: RecordedRequest[];
  readonly aborted: Abort[];
  record(request: RecordedRequest): void;
  abort(operation: string): void;
  calls(): Record<string, number>;
  /** Forgets what was recorded so far. */
  clear(): void;
  waitForCall(operation: string, timeoutMs?: number): Promise<RecordedRequest>;
  waitForAbort(operation: string, timeoutMs?: number): Promise<Abort>;
}

export function makeRecorder(): Recorder {
  const requests: RecordedRequest[] = [];
  const aborted: Abort[] = [];
  const counts = new Map<string, number>();
  const events = new EventEmitter();

  async function waitFor(event: string, timeoutMs: number): Promise<void> {
    await once(events, event, { signal: AbortSignal.timeout(timeoutMs) });
  }

  return {
    requests,
    aborted,
    record(request) {
      requests.push(request);
      counts.set(request.operation, (counts.get(request.operation) ?? 0) + 1);
      events.emit(`call ${request.operation}`);
    },
    abort(operation) {
      aborted.push({ operation, at: Date.now() });
      events.emit(`abort ${operation}`);
    },
    calls: () => Object.fromEntries(counts),
    clear() {
      requests.length = 0;
      aborted.length = 0;
      counts.clear();
    },
    async waitForCall(operation, timeoutMs = 5000) {
      const seen = () => requests.findLast((request) => request.operation === operation);
      if (!seen()) await waitFor(`call ${operation}`, timeoutMs);
      return seen() ?? missing(operation);
    },
    async waitForAbort(operation, timeoutMs = 5000) {
      const seen = () => aborted.findLast((abort) => abort.operation === operation);
      if (!seen()) await waitFor(`abort ${operation}`, timeoutMs);
      return seen() ?? missing(operation);
    },
  };
}

function missing(operation: string): never {
  throw new Error(`${operation} was recorded and cleared at once`);
}
