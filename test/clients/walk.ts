import { cursorIn, type Answer, type Journey } from './journey.ts';
import { ANSWERED, PAGED, REFUSED, SLOW, type Question } from './questions.ts';

/** What the TypeScript SDKs' clients have in common; those of other versions are seen as the root's. */
export interface SdkClient {
  listTools(params?: { cursor: string }): Promise<{
    tools: { name: string }[];
    nextCursor?: string | undefined;
  }>;
  call(question: Question, onprogress?: (progress: { message?: string | undefined }) => void): Promise<object>;
  getServerVersion(): { name: string; version: string } | undefined;
  protocol(): string | undefined;
  close(): Promise<void>;
}

/** Walks a connected client through all that users of clients do, and disconnects it. */
export async function walk(client: SdkClient): Promise<Journey> {
  const tools = await allTools(client);
  const ask = async (question: Question) => answerOf(await client.call(question));
  const answered = await ask(ANSWERED);
  const refused = await ask(REFUSED);
  const progress: string[] = [];
  const began = performance.now();
  const slow = answerOf(await client.call(SLOW, ({ message }) => void progress.push(message ?? '')));
  const slowMs = performance.now() - began;
  const first = await ask(PAGED);
  const second = await ask({ ...PAGED, args: { ...PAGED.args, cursor: cursorIn(first) } });
  const [server, protocol] = [client.getServerVersion(), client.protocol()];
  await client.close();
  return { server, protocol, tools, answered, refused, slow, slowMs, progress, pages: [first, second] };
}

/** The names of all tools, page by page. */
async function allTools(client: SdkClient): Promise<string[]> {
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.listTools(cursor === undefined ? undefined : { cursor });
    names.push(...page.tools.map(({ name }) => name));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return names;
}

/** An answer as the protocol has it, whoever parsed it. */
export function answerOf(result: object): Answer {
  const { content, structuredContent, isError } = result as {
    content: { type: string; text: string }[];
    structuredContent?: Record<string, unknown>;
    isError?: boolean;
  };
  return {
    text: content.map(({ text }) => text).join('\n'),
    structured: structuredContent,
    isError: isError === true,
  };
}
