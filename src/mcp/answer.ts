import { callTool, type Call, type CallServices } from './call-tool.ts';
import type { Principal } from '../principal.ts';
import type { Toolset } from '../toolsets.ts';
import type { PublishedTool } from './publish.ts';

export interface McpServices extends CallServices {
  /** The tools that a principal may use, as lists give them: the same array for everybody who sees the same. */
  readonly published: (principal: Principal) => readonly PublishedTool[];
  readonly instructions: (principal: Principal) => string;
  /** Whether the token of a principal has the scope that calls of a toolset need. */
  readonly hasScopeOf: (principal: Principal, toolset: Toolset) => boolean;
}

/** How long clients may keep the list of tools, milliseconds: it changes only with a new configuration. */
export const LIST_CACHE = { ttlMs: 60_000, cacheScope: 'private' } as const;

/** What the server calls itself. */
export function serverInfo({ server }: McpServices): { name: string; version: string; title: string } {
  return { name: server.name, version: server.version, title: 'CloudWatch' };
}

/** Who asks, and why calls are refused before they are looked at, where they are. */
export type Caller = Pick<Call, 'principal' | 'refusal'>;

/** A tools/call as its request gives it. */
interface ToolCall extends Pick<Call, 'name' | 'args' | 'signal' | 'principal' | 'refusal'> {
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
  { progressToken, ...call }: ToolCall,
  services: CallServices,
  notify: (progress: Progress) => void,
): Promise<{ content: [{ type: 'text'; text: string }]; structuredContent?: Record<string, unknown>; isError?: true }> {
  let steps = 0;
  const progress: Call['progress'] = (message, done, total) => {
    if (progressToken === undefined) return;
    steps += 1;
    notify({ progressToken, progress: done ?? steps, message, ...(total !== undefined && { total }) });
  };
  const answer = await callTool({ ...call, progress }, services);
  return {
    content: [{ type: 'text', text: answer.text }],
    ...(answer.structured !== undefined && { structuredContent: { ...answer.structured } }),
    ...(answer.isError && { isError: true }),
  };
}
