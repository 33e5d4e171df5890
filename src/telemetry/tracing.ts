import type { UpstreamCall } from '../upstream-call.ts';
import type { TraceContext } from './trace-context.ts';

/** What a message came with that its log line and its spans speak of. */
export interface Origin {
  /** The caller's own or one made here; the answer's header has it, too. */
  readonly requestId: string;
  /** From the headers of the HTTP request. */
  readonly trace?: TraceContext | undefined;
  /** The span of the HTTP request, where there are traces. */
  readonly span?: RequestSpan | undefined;
}

/** A message of the protocol, as its span names it. */
export interface Message {
  readonly method: string;
  /** The tool or prompt that it is about, where there is one of that name. */
  readonly target?: { readonly kind: 'tool' | 'prompt'; readonly name: string } | undefined;
  readonly id?: string | number | undefined;
  /** Of the protocol. */
  readonly version?: string | undefined;
  /** From its own `_meta`. */
  readonly trace?: TraceContext | undefined;
}

/** What a call turned out to be, for its span: nothing that was asked or read. */
export type SpanFacts = Readonly<Record<string, string | number | undefined>>;

export interface RequestSpan {
  end(status: number): void;
}

export interface MessageSpan {
  readonly traceId: string;
  describe(facts: SpanFacts): void;
  /** A call that was made for it. */
  upstream(call: UpstreamCall): void;
  /** @param failure its kind, where it failed: `tool_error`, or the code of a JSON-RPC error */
  end(failure?: string): void;
}

/** Traces, where they are switched on: of each request, of each message in it, and of each upstream call for it. */
export interface Tracing {
  /** @param request its method and the version of HTTP, such as `1.1` */
  request(request: { method: string; version: string }, trace: TraceContext | undefined): RequestSpan;
  message(message: Message, origin: Origin | undefined): MessageSpan;
  /** Sends what is left, for a bounded time. */
  close(): Promise<void>;
}
