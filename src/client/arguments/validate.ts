import { fromJsonSchema } from '@modelcontextprotocol/client';
import type { JsonSchema } from './json-schema.ts';

/**
 * What is wrong with a value by its schema, in words; undefined where nothing is, and where the schema itself cannot be
 * used: the server will say then.
 */
export async function troubleWith(value: unknown, schema: JsonSchema): Promise<string | undefined> {
  try {
    const result = await fromJsonSchema(schema as object)['~standard'].validate(value);
    return result.issues?.map((issue) => inWords(issue.message)).join('; ');
  } catch {
    return undefined;
  }
}

/** The validator says `data/limit must be >= 1` and `data must have required property 'x'`. */
function inWords(message: string): string {
  return message
    .split(', data')
    .map((part, i) => (i === 0 ? part.replace(/^data/, '') : part))
    .map((part) => part.replace(/^\/(\S+)/, '$1').trim())
    .join('; ');
}
