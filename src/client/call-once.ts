import type { CallToolResult, FetchLike } from '@modelcontextprotocol/client';
import type { ProgressBar } from './progress-bar.ts';
import type { Access } from './session/access.ts';
import { withAccess } from './session/access.ts';
import { openLink } from './session/link.ts';
import { argumentsFor, checkArguments, toolNamed } from './session/tools.ts';
import { usageError } from './trouble.ts';

/** One call of one tool, for scripts. */
export interface OneCall {
  readonly url: URL;
  readonly tool: string;
  /** `name=value`, `name:=json`, a JSON object. */
  readonly words: readonly string[];
  /** Reads a JSON object of arguments from where `-` stands for it. */
  readonly readInput: () => Promise<string>;
  readonly access: Access;
  readonly headers: Readonly<Record<string, string>>;
  readonly version: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly bar: ProgressBar;
  readonly fetch?: FetchLike | undefined;
  readonly onMessage?: ((direction: 'out' | 'in', message: unknown) => void) | undefined;
}

/**
 * Connects, calls and hangs up.
 * @throws ClientError for a tool or arguments that the server does not have; what the connection throws
 */
export async function callOnce(one: OneCall): Promise<CallToolResult> {
  const words = await withInput(one);
  const link = await withAccess(one.access, one.signal, () =>
    openLink(one.url, { ...one, auth: one.access.auth, timeoutMs: Math.min(one.timeoutMs, 30_000) }),
  );
  try {
    const { tools } = await withAccess(one.access, one.signal, () => link.client.listTools({}, { signal: one.signal }));
    const tool = toolNamed(one.tool, tools);
    const args = argumentsFor(tool, words);
    await checkArguments(tool, args);
    const options = {
      signal: one.signal,
      timeout: one.timeoutMs,
      maxTotalTimeout: one.timeoutMs,
      onprogress: one.bar.show,
      toolDefinition: tool,
    };
    return await withAccess(one.access, one.signal, () =>
      link.client.callTool({ name: tool.name, arguments: args }, options),
    );
  } finally {
    one.bar.clear();
    await link.close();
  }
}

/** `-` among the words is the JSON object on standard input. */
async function withInput({ words, readInput }: OneCall): Promise<readonly string[]> {
  if (!words.includes('-')) return words;
  const text = (await readInput()).trim();
  if (!text.startsWith('{')) throw usageError('Standard input must hold one JSON object of arguments, as - says.');
  return words.map((word) => (word === '-' ? text : word));
}
