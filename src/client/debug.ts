import type { FetchLike } from '@modelcontextprotocol/client';

const SECRET = /pass(word|phrase)?|secret|token|api[_-]?key|credential|authorization|cookie|assertion|private/i;
/** Longest message shown whole, characters. */
const MAX_SHOWN = 4000;

/** A message on one line, with what may be secret in it left out. */
export function messageLine(direction: 'out' | 'in', message: unknown): string {
  const text = JSON.stringify(message, (key, value: unknown) =>
    // A progress token and a cursor's kin are no secrets.
    SECRET.test(key) && key !== 'progressToken' && typeof value === 'string' ? '[not shown]' : value,
  );
  const shown = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}… (${text.length} characters)` : text;
  return `${direction === 'out' ? '→' : '←'} ${shown}`;
}

/** `fetch` that says each request and its status: no bodies, no headers and no query, which have tokens and codes. */
export function tracedFetch(fetch: FetchLike, say: (line: string) => void): FetchLike {
  return async (input, init) => {
    const url = new URL(String(input));
    const what = `${init?.method ?? 'GET'} ${url.origin}${url.pathname}`;
    const began = performance.now();
    try {
      const response = await fetch(input, init);
      say(`  ${what}: ${response.status}, ${Math.round(performance.now() - began)} ms`);
      return response;
    } catch (error) {
      say(`  ${what}: ${error instanceof Error ? error.message : String(error)}`);
      throw error;
    }
  };
}
