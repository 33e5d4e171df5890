import type { ErrorCode } from '../../src/errors.ts';

/** Each of them once: the compiler finds one that is missing, and one that is none. */
const CODES: Readonly<Record<ErrorCode, true>> = {
  invalid_input: true,
  not_found: true,
  not_allowed: true,
  access_denied: true,
  throttled: true,
  overloaded: true,
  too_expensive: true,
  timeout: true,
  expired: true,
  upstream: true,
};

/** How a tool call and an upstream call can end. */
export const OUTCOMES: readonly string[] = ['ok', ...Object.keys(CODES), 'internal', 'cancelled'];
