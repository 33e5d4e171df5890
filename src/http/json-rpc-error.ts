/** JSON-RPC's code for what a server refuses by rules of its own. */
export const REFUSED = -32_000;

/** The body of an answer to what HTTP refuses before a message is read. */
export function jsonRpcError(code: number, message: string): object {
  return { jsonrpc: '2.0', error: { code, message }, id: null };
}
