/** The little of an MCP client that measuring needs: the SDK's own costs as much as some servers do. */
export interface Connection {
  /** The result of a request. @throws Error in words: the server's error, or that it is gone */
  request(method: string, params?: object): Promise<Result>;
  close(): Promise<void>;
}

export interface Result {
  readonly protocolVersion?: string;
  readonly tools?: readonly { readonly name: string }[];
  readonly nextCursor?: string;
  readonly content?: readonly { readonly type: string; readonly text?: string }[];
  readonly isError?: boolean;
}

/** A JSON-RPC message of a server. */
export interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly result?: Result;
  readonly error?: { readonly code: number; readonly message: string };
}

export const PROTOCOL_VERSION = '2025-11-25';

export const INITIALIZE = {
  protocolVersion: PROTOCOL_VERSION,
  capabilities: {},
  clientInfo: { name: 'bench', version: '0' },
};

/** @throws Error where it is one */
export function resultOf({ result, error }: Message): Result {
  if (result !== undefined) return result;
  throw new Error(`it answered with the error ${error?.code}: ${error?.message}`);
}

/** All pages. */
export async function listTools(connection: Connection): Promise<readonly { readonly name: string }[]> {
  const tools: { readonly name: string }[] = [];
  let cursor: string | undefined;
  do {
    const page = await connection.request('tools/list', cursor === undefined ? {} : { cursor });
    tools.push(...(page.tools ?? []));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return tools;
}

/** The text of a tool's answer. @throws Error in words where the tool's answer is an error */
export async function callTool(connection: Connection, name: string, args: object): Promise<string> {
  const { content = [], isError } = await connection.request('tools/call', { name, arguments: args });
  const text = content.map((part) => part.text ?? '').join('\n');
  if (isError === true) throw new Error(`${name} answered with an error: ${text.slice(0, 300)}`);
  return text;
}
