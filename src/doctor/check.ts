export type Status = 'pass' | 'warning' | 'fail';

/** One finding of the doctor. */
export interface Check {
  /** What was looked at: `credentials`, `IAM logs:FilterLogEvents`, `PromQL prometheus:main`. */
  readonly name: string;
  readonly status: Status;
  /** What was found, in words. */
  readonly found: string;
  /** What to do about it; absent where nothing is. */
  readonly remedy?: string | undefined;
}

export function pass(name: string, found: string): Check {
  return { name, status: 'pass', found };
}

export function warning(name: string, found: string, remedy: string): Check {
  return { name, status: 'warning', found, remedy };
}

export function fail(name: string, found: string, remedy: string): Check {
  return { name, status: 'fail', found, remedy };
}

/** 0 where everything passed, 1 where something is worth a look, 2 where something does not work. */
export function exitCode(checks: readonly Check[]): 0 | 1 | 2 {
  if (checks.some(({ status }) => status === 'fail')) return 2;
  return checks.some(({ status }) => status === 'warning') ? 1 : 0;
}
