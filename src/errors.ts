/** What went wrong, as a caller can act on it. */
export type ErrorCode =
  /** A parameter is wrong: names it, its value and what is allowed. */
  | 'invalid_input'
  /** The thing asked for does not exist. */
  | 'not_found'
  /** This server's own policy refuses. */
  | 'not_allowed'
  /** AWS refuses: names the missing IAM action. */
  | 'access_denied'
  /** Still throttled after the retries: says how long to wait. */
  | 'throttled'
  /** The server has too many calls under way, its own or of others: says how long to wait. */
  | 'overloaded'
  /** The question would read too much: names the estimate and the way round. */
  | 'too_expensive'
  /** The deadline passed: says what is known and how to go on. */
  | 'timeout'
  /** Credentials expired or missing: says which provider. */
  | 'expired'
  /** Anything else an upstream did wrong. */
  | 'upstream';

/**
 * The only error whose message reaches a caller. The message is a sentence that says what was wrong, with which value,
 * and what to do next.
 */
export class ToolError extends Error {
  override readonly name = 'ToolError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The wait for an upstream's answer ended before it came: an abort that says what was waited for, `logs:GetLogEvents in us-east-1`. */
export class Unanswered extends Error {
  override readonly name = 'TimeoutError';
  readonly asked: string;

  constructor(asked: string, options?: ErrorOptions) {
    super(`${asked} did not answer in time`, options);
    this.asked = asked;
  }
}

/** Where AWS credentials come from on the platforms this runs on: for sentences that cannot tell which. */
export const CREDENTIAL_SOURCES =
  'the role annotation of the service account (IRSA), the Pod Identity association, or the profile';

/** Whether `error` is an abort of a request, a timer or an SDK call, rather than a failure of what was asked. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError');
}

/** Whether Node's name for what happened to a connection (`ECONNRESET`) says that it broke off with an answer under way. */
export function isBrokenOff(code: string): boolean {
  return code === 'ECONNRESET' || code === 'EPIPE';
}
