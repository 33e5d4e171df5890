/** A caller's place in its trace, as it came: `traceparent` and `tracestate` of W3C Trace Context. */
export interface TraceContext {
  readonly traceparent?: string | undefined;
  readonly tracestate?: string | undefined;
}

/** Versions to come may say more behind the flags (W3C Trace Context, section 3.2.4). */
const TRACEPARENT = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(?:$|-)/;

/** The trace that a `traceparent` names; undefined for what is none. */
export function traceIdOf(traceparent: unknown): string | undefined {
  return typeof traceparent === 'string' && traceparent.length <= MAX_CHARS
    ? TRACEPARENT.exec(traceparent)?.[1]
    : undefined;
}

/** Longest that is looked at, characters: W3C asks for 512 of `tracestate`. */
const MAX_CHARS = 512;

/** The trace context among the headers of a request, or in the `_meta` of a message (SEP-414 of MCP): undefined where there is none. */
export function traceContextIn(carrier: Readonly<Record<string, unknown>> | undefined): TraceContext | undefined {
  const traceparent = carrier?.['traceparent'];
  if (typeof traceparent !== 'string' || traceIdOf(traceparent) === undefined) return undefined;
  const tracestate = carrier?.['tracestate'];
  const isState = typeof tracestate === 'string' && tracestate.length <= MAX_CHARS;
  return { traceparent, ...(isState && { tracestate }) };
}
