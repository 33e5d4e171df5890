import { parametersOf, type JsonSchema } from './json-schema.ts';
import { valueOf, ValueError } from './value.ts';

/** Arguments as they were typed, not to be used. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
}

type Arguments = Record<string, unknown>;

/**
 * The arguments of a call from words: `name=value` in the type that the schema gives it, `name:=json` as JSON, a whole
 * JSON object. A list's name may come several times.
 * @throws ArgumentError
 */
export function readArguments(words: readonly string[], schema: JsonSchema): Arguments {
  const parameters = new Map(parametersOf(schema).map((one) => [one.name, one.schema]));
  const args: Arguments = {};
  for (const word of words) {
    if (word.startsWith('{')) {
      Object.assign(args, jsonArguments(word));
      continue;
    }
    const [, name = '', json, text = ''] = /^([^=:\s{]+)(:?)=(.*)$/s.exec(word) ?? [];
    if (name === '')
      throw new ArgumentError(`${JSON.stringify(word)} is no argument. Write name=value, or one JSON object.`);
    const value = json === ':' ? jsonValue(name, text) : typed(name, text, parameters.get(name) ?? {});
    args[name] =
      Array.isArray(args[name]) && Array.isArray(value)
        ? [...(args[name] as unknown[]), ...(value as unknown[])]
        : value;
  }
  return args;
}

/** @throws ArgumentError */
function jsonArguments(text: string): Arguments {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ArgumentError(`The arguments are no JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ArgumentError('The arguments must be one JSON object, such as {"state": "ALARM"}.');
  }
  return value as Arguments;
}

function jsonValue(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ArgumentError(`${name}:=${text} needs JSON behind the sign. Write ${name}=… for plain text.`);
  }
}

function typed(name: string, text: string, schema: JsonSchema): unknown {
  try {
    return valueOf(text, schema);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new ArgumentError(`${name}=${text} cannot be used: ${error.message}.`);
  }
}
