/** Faults on demand: what an operation answers instead of, or before, its own answer. */
import { AwsError } from './operation.ts';

export interface Fault {
  readonly error?: { code: string; message: string; status?: number | undefined } | undefined;
  /** Waits so long before it answers, or fails. */
  readonly delayMs?: number | undefined;
  /** AWS's throttling error. */
  readonly throttle?: true | undefined;
  /** The share of calls it strikes, 0 to 1, evenly spread; 1 unless given. */
  readonly share?: number | undefined;
  /** How many calls it strikes before it ends; without end unless given. */
  readonly times?: number | undefined;
}

/** What strikes one call. */
export interface Strike {
  readonly delayMs: number;
  readonly error: AwsError | undefined;
}

export interface Faults {
  /** Sets, or with undefined lifts, the fault of an operation, or of every one that has none of its own: '*'. */
  set(operation: string, fault: Fault | undefined): void;
  clear(): void;
  /** What strikes the next call of `operation`. */
  strike(operation: string): Strike | undefined;
}

export function makeFaults(initial: Readonly<Record<string, Fault>> = {}): Faults {
  const active = new Map(Object.entries(initial).map(([operation, fault]) => [operation, arm(fault)]));
  return {
    set(operation, fault) {
      if (fault) active.set(operation, arm(fault));
      else active.delete(operation);
    },
    clear: () => active.clear(),
    strike(operation) {
      const armed = active.get(operation) ?? active.get('*');
      return armed?.();
    },
  };
}

/** Strikes evenly: with a share of 0.25 every fourth call, so that a test knows which. */
function arm(fault: Fault): () => Strike | undefined {
  let left = fault.times ?? Infinity;
  let due = 0;
  return () => {
    if (left <= 0) return undefined;
    due += fault.share ?? 1;
    if (due < 1 - Number.EPSILON) return undefined;
    due -= 1;
    left -= 1;
    return { delayMs: fault.delayMs ?? 0, error: faultError(fault) };
  };
}

function faultError(fault: Fault): AwsError | undefined {
  if (fault.throttle) return new AwsError('ThrottlingException', 'Rate exceeded', 400);
  return fault.error && new AwsError(fault.error.code, fault.error.message, fault.error.status ?? 400);
}
