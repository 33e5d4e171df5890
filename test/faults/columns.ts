import type { Fault } from '../../src/sandbox/faults.ts';

/** A way to fail, and what may come of it. */
export interface Column {
  readonly name: string;
  readonly fault: Fault;
  /** The outcome of a call that cannot do without what fails; `answer` where the fault must not be seen at all. */
  readonly outcome: string;
  /** Waits for the deadline, which is short for these. */
  readonly slow?: true | undefined;
}

/** Longer than any deadline here, milliseconds. */
const NEVER_MS = 600_000;

export const COLUMNS: readonly Column[] = [
  { name: 'throttled', fault: { kind: 'throttle' }, outcome: 'throttled' },
  { name: 'throttled once', fault: { kind: 'throttle', times: 1 }, outcome: 'answer' },
  { name: '5xx', fault: { kind: 'serverError' }, outcome: 'upstream' },
  { name: '5xx once', fault: { kind: 'serverError', times: 1 }, outcome: 'answer' },
  { name: 'access denied', fault: { kind: 'accessDenied' }, outcome: 'access_denied' },
  { name: 'every other denied', fault: { kind: 'accessDenied', share: 0.5 }, outcome: 'access_denied' },
  { name: 'expired token', fault: { kind: 'expiredToken' }, outcome: 'expired' },
  { name: 'clock skew', fault: { kind: 'clockSkew' }, outcome: 'answer' },
  { name: 'no first byte', fault: { delayMs: NEVER_MS }, outcome: 'timeout', slow: true },
  { name: 'every other silent', fault: { delayMs: NEVER_MS, share: 0.5 }, outcome: 'timeout', slow: true },
  { name: 'slow body', fault: { kind: 'slowBody' }, outcome: 'timeout', slow: true },
  { name: 'cut', fault: { kind: 'cut' }, outcome: 'upstream' },
  { name: 'cut once', fault: { kind: 'cut', times: 1 }, outcome: 'answer' },
  { name: 'malformed', fault: { kind: 'malformed' }, outcome: 'upstream' },
  { name: 'wrong shape', fault: { kind: 'wrongShape' }, outcome: 'upstream' },
  { name: 'wrong types', fault: { kind: 'wrongTypes' }, outcome: 'upstream' },
  { name: '100 MB', fault: { kind: 'hugeBody' }, outcome: 'too_expensive' },
  { name: 'empty pages', fault: { kind: 'emptyPages' }, outcome: 'answer' },
];
