/** The messages of a JSON-RPC body: one, or a batch. */
export function messagesOf(body: unknown): Record<string, unknown>[] {
  return (Array.isArray(body) ? body : [body]).filter((message) => typeof message === 'object' && message !== null);
}

export function isToolCall(body: unknown): boolean {
  return messagesOf(body).some((message) => message['method'] === 'tools/call');
}

/** Whether an answer may take so long that its headers should not wait for it. */
export function mayTakeLong(body: unknown): boolean {
  return messagesOf(body).some(({ method }) => method === 'tools/call' || method === 'resources/read');
}

/** `"arguments": null` means the same as no arguments, as Go clients send it; the SDK would refuse it. Changes `body`. */
export function withoutNullArguments<T>(body: T): T {
  for (const message of messagesOf(body)) {
    const params = message['params'] as Record<string, unknown> | null | undefined;
    const takes = message['method'] === 'tools/call' || message['method'] === 'prompts/get';
    if (takes && params?.['arguments'] === null) delete params['arguments'];
  }
  return body;
}
