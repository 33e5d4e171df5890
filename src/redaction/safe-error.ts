/** Frames of a stack that are kept, and causes. */
const MAX_FRAMES = 20;
const MAX_CAUSES = 3;

/** `    at run (file:///app/src/main.ts:12:5)`: where, never with what. */
const FRAME = /^ {4}at [^\n]{0,300}?\(?(?:file:\/\/|node:|\/)[^\s()]{1,300}:\d{1,7}:\d{1,7}\)?$/;
/** Names of errors as classes and AWS have them, and codes as Node has them; anything else may be somebody's text. */
const NAME = /^[A-Z][A-Za-z]{2,63}$/;
const CODE = /^[A-Z][A-Z0-9_]{2,47}$/;
const REQUEST_ID = /^[0-9A-Za-z-]{8,64}$/;

/** An error for our own log. Messages quote what was asked and what was read, so there are none. */
export interface SafeError {
  readonly type: string;
  readonly code?: string | undefined;
  readonly status?: number | undefined;
  /** AWS's, for its support. */
  readonly requestId?: string | undefined;
  readonly stack: string;
  readonly cause?: SafeError | undefined;
}

/** What of an error may be logged: its kind, its code, where it happened. */
export function safeError(error: unknown, causes = MAX_CAUSES): SafeError {
  if (!(error instanceof Error)) return { type: typeof error, stack: '' };
  const { code, statusCode, $metadata } = error as Error & {
    readonly code?: unknown;
    readonly statusCode?: unknown;
    readonly $metadata?: { readonly httpStatusCode?: unknown; readonly requestId?: unknown };
  };
  const status = statusCode ?? $metadata?.httpStatusCode;
  const requestId = $metadata?.requestId;
  return {
    type: NAME.test(error.name) ? error.name : 'Error',
    ...(typeof code === 'string' && CODE.test(code) && { code }),
    ...(typeof status === 'number' && { status }),
    ...(typeof requestId === 'string' && REQUEST_ID.test(requestId) && { requestId }),
    stack: framesOf(error),
    ...(error.cause instanceof Error && causes > 0 && { cause: safeError(error.cause, causes - 1) }),
  };
}

function framesOf({ stack = '', message }: Error): string {
  const at = message === '' ? -1 : stack.indexOf(message);
  const frames = (at < 0 ? stack : stack.slice(at + message.length)).split('\n').filter((line) => FRAME.test(line));
  return frames.slice(0, MAX_FRAMES).join('\n');
}
