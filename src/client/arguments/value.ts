import { alternatives, spelled, type JsonSchema } from './json-schema.ts';

/** A typed value that its parameter does not take; the message says what it takes. */
export class ValueError extends Error {
  override readonly name = 'ValueError';
}

const YES = ['true', 'yes', 'y', 'on', '1'];
const NO = ['false', 'no', 'n', 'off', '0'];

/**
 * What was typed for a parameter, as the JSON that its schema wants: numbers, booleans, lists (`a,b` or JSON), objects
 * (JSON), the exact spelling of a choice.
 * @throws ValueError
 */
export function valueOf(text: string, schema: JsonSchema): unknown {
  const troubles: string[] = [];
  const kinds = alternatives(schema);
  // A string takes anything, so it is tried last.
  for (const one of [...kinds.filter((kind) => !isFreeText(kind)), ...kinds.filter(isFreeText)]) {
    try {
      return valueOfKind(text, { ...definitionsOf(schema), ...one });
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      troubles.push(error.message);
    }
  }
  throw new ValueError([...new Set(troubles)].join(', or '));
}

const isFreeText = (schema: JsonSchema) => schema.type === 'string' && schema.enum === undefined;

function definitionsOf({ $defs, definitions }: JsonSchema): JsonSchema {
  return { ...($defs && { $defs }), ...(definitions && { definitions }) };
}

function valueOfKind(text: string, schema: JsonSchema): unknown {
  const trimmed = text.trim();
  if (schema.enum !== undefined) return choice(trimmed, schema.enum);
  if (schema.const !== undefined) return choice(trimmed, [schema.const]);
  switch (schema.type) {
    case 'string':
      return text;
    case 'integer':
    case 'number':
      return numberOf(trimmed, schema.type);
    case 'boolean':
      if (YES.includes(trimmed.toLowerCase())) return true;
      if (NO.includes(trimmed.toLowerCase())) return false;
      throw new ValueError('true or false is wanted');
    case 'null':
      if (trimmed === 'null') return null;
      throw new ValueError('null is wanted');
    case 'array':
      return listOf(trimmed, { ...definitionsOf(schema), ...schema.items });
    case 'object':
      return jsonOf(trimmed, 'a JSON object such as {"name": "value"} is wanted');
    default:
      return looksLikeJson(trimmed) ? jsonOf(trimmed, 'this is no JSON') : text;
  }
}

function choice(text: string, all: readonly unknown[]): unknown {
  const exact = all.find((one) => spelled(one) === text);
  if (exact !== undefined) return exact;
  const alike = all.filter((one) => spelled(one).toLowerCase() === text.toLowerCase());
  if (alike.length === 1) return alike[0];
  throw new ValueError(`one of ${all.map(spelled).join(', ')} is wanted`);
}

function numberOf(text: string, type: 'integer' | 'number'): number {
  const number = Number(text);
  if (text === '' || !Number.isFinite(number)) throw new ValueError(`a number is wanted`);
  if (type === 'integer' && !Number.isInteger(number)) throw new ValueError('a whole number is wanted');
  return number;
}

function listOf(text: string, items: JsonSchema): unknown[] {
  if (text.startsWith('[')) {
    const list = jsonOf(text, 'a list such as a,b or ["a","b"] is wanted');
    if (!Array.isArray(list)) throw new ValueError('a list is wanted');
    return list;
  }
  // Objects have commas of their own: one alone is a list of one.
  if (text.startsWith('{')) return [jsonOf(text, 'a JSON object or a list of them is wanted')];
  return text.split(',').map((part) => valueOf(part.trim(), items));
}

const looksLikeJson = (text: string) => /^([[{"]|(true|false|null|-?\d+(\.\d+)?)$)/.test(text);

function jsonOf(text: string, otherwise: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ValueError(otherwise);
  }
}
