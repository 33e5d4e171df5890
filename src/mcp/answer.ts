import { randomUUID } from 'node:crypto';
import { callTool, type Call, type CallServices, type CallSource } from './call-tool.ts';
import type { Principal } from '../principal.ts';
import { traceIdOf } from '../telemetry/trace-context.ts';
import type { Message, MessageSpan, Origin, Tracing } from '../telemetry/tracing.ts';
import type { Toolset } from '../toolsets.ts';
import type { PublishedTool } from './publish.ts';

export interface McpServices extends CallServices {
  /** The tools that a principal may use, as lists give them: the same array for everybody who sees the same. */
  readonly published: (principal: Principal) => readonly PublishedTool[];
  readonly instructions: (principal: Principal) => string;
  /** Whether the token of a principal has the scope that calls of a toolset need. */
  readonly hasScopeOf: (principal: Principal, toolset: Toolset) => boolean;
  /** undefined where traces are off. */
  readonly tracing?: Tracing | undefined;
}

/** How long clients may keep the list of tools, milliseconds: it changes only with a new configuration. */
export const LIST_CACHE = { ttlMs: 60_000, cacheScope: 'private' } as const;

/** What the server calls itself. */
export function serverInfo({ server }: McpServices): { name: string; version: string; title: string } {
  return { name: server.name, version: server.version, title: 'CloudWatch' };
}

/** Who asks, and why calls are refused before they are looked at, where they are. */
export interface Caller extends Pick<Call, 'principal' | 'refusal'> {
  /** The HTTP request that it asks by. */
  readonly origin?: Origin | undefined;
}

/** What a message says of itself, beside what it asks. */
export type Envelope = Pick<Message, 'id' | 'version' | 'trace'>;

/** A tools/call as its request gives it. */
interface ToolCall extends Pick<Call, 'name' | 'args' | 'signal'>, Caller {
  readonly envelope: Envelope;
  readonly progressToken: string | number | undefined;
}

/** The parameters of a progress notification. */
type Progress = {
  readonly progressToken: string | number;
  readonly progress: number;
  readonly message: string;
  readonly total?: number;
};

/** The protocol's result of a tool call. Never rejects. */
export async function answerToolCall(
  { progressToken, origin, envelope, ...call }: ToolCall,
  services: CallServices & Pick<McpServices, 'tracing'>,
  notify: (progress: Progress) => void,
): Promise<{ content: [{ type: 'text'; text: string }]; structuredContent?: Record<string, unknown>; isError?: true }> {
  let steps = 0;
  const progress: Call['progress'] = (message, done, total) => {
    if (progressToken === undefined) return;
    steps += 1;
    notify({ progressToken, progress: done ?? steps, message, ...(total !== undefined && { total }) });
  };
  const { tracing, tools } = services;
  // A name that is no tool's is the caller's text.
  const target = tools.has(call.name) ? ({ kind: 'tool', name: call.name } as const) : undefined;
  const span = tracing?.message({ method: 'tools/call', target, ...envelope }, origin);
  const answer = await callTool({ ...call, progress, source: sourceOf(origin, envelope, span) }, services);
  span?.end(answer.isError ? (answer.code === 'cancelled' ? 'cancelled' : 'tool_error') : undefined);
  return {
    content: [{ type: 'text', text: answer.text }],
    ...(answer.structured !== undefined && { structuredContent: { ...answer.structured } }),
    ...(answer.isError && { isError: true }),
  };
}

/** How what is done for a message is found again. */
export function sourceOf(origin: Origin | undefined, { trace }: Envelope, span: MessageSpan | undefined): CallSource {
  const requestId = origin?.requestId ?? randomUUID();
  const traceId = span?.traceId ?? traceIdOf(trace?.traceparent) ?? traceIdOf(origin?.trace?.traceparent);
  return { requestId, traceId, span };
}
