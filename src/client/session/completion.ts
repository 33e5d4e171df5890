import type { Parameter } from '../arguments/json-schema.ts';
import { linkOf, type Session } from './session.ts';

/** A prompt, or a template of resources. */
export type Reference =
  { readonly type: 'ref/prompt'; readonly name: string } | { readonly type: 'ref/resource'; readonly uri: string };

/** Longest wait for a completion while somebody types, milliseconds. */
const WAIT_MS = 3000;

/** What the server would complete an argument with, where it completes; nothing where it fails or is slow. */
export function serverCompletion(
  session: Session,
  reference: Reference,
): (parameter: Parameter, typed: string, given: Readonly<Record<string, unknown>>) => Promise<readonly string[]> {
  return async ({ name }, typed, given) => {
    const { client } = linkOf(session);
    if (client.getServerCapabilities()?.completions === undefined) return [];
    const texts = Object.entries(given).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    const params = {
      ref: { ...reference },
      argument: { name, value: typed },
      ...(texts.length > 0 && { context: { arguments: Object.fromEntries(texts) } }),
    };
    const { completion } = await client.complete(params, { timeout: WAIT_MS });
    return completion.values;
  };
}
