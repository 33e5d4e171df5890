/** What the scripts that run in client pods share: MCP over plain fetch, and lines that cluster.sh counts. */

export interface Answer {
  readonly text: string;
  readonly isError: boolean;
}

/** The result of one JSON-RPC request. Throws where there is none: refused, cut off, an error of the protocol. */
export async function request(
  url: string,
  method: string,
  params: object,
  headers: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  const body = await response.text();
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${body.slice(0, 300)}`);
  const { result, error } = JSON.parse(/^data: (.*)$/m.exec(body)?.[1] ?? body) as {
    result?: Record<string, unknown>;
    error?: unknown;
  };
  if (result === undefined) throw new Error(`no result but ${JSON.stringify(error)}`);
  return result;
}

export async function callTool(
  url: string,
  name: string,
  args: object,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const { content, isError } = await request(url, 'tools/call', { name, arguments: args }, headers);
  const text = (content as { text?: string }[]).map((part) => part.text ?? '').join('\n');
  return { text, isError: isError === true };
}

/** Runs `attempt` again until it does not throw: a pod that has just become ready may not be routed to yet. */
export async function eventually<T>(attempt: () => Promise<T>, seconds = 30): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await pause(250);
    }
  }
}

/** What went wrong, with what fetch keeps in its cause. */
export function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}

/** Prints `ok   12 ms  what`, or FAIL with the reason below it. */
export async function check(what: string, attempt: () => Promise<string | void>): Promise<void> {
  const began = performance.now();
  let word = 'ok';
  let said = '';
  try {
    said = (await attempt()) ?? '';
  } catch (error) {
    word = 'FAIL';
    said = reasonOf(error);
  }
  const took = Math.round(performance.now() - began);
  const more = word === 'ok' && said !== '' ? `: ${said}` : '';
  process.stdout.write(`${word.padEnd(4)} ${String(took).padStart(6)} ms  ${what}${more}\n`);
  if (word === 'FAIL') process.stdout.write(`${said.slice(0, 600).replaceAll(/^/gm, '       | ')}\n`);
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
