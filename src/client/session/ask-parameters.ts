import { itemChoices, kindOf, parametersOf, type JsonSchema, type Parameter } from '../arguments/json-schema.ts';
import { troubleWith } from '../arguments/validate.ts';
import { valueOf, ValueError } from '../arguments/value.ts';
import { visible } from '../paint.ts';
import type { Completer, LineReader } from '../terminal/line-reader.ts';

/** Where parameters are asked for. */
export interface Desk {
  readonly reader: Pick<LineReader, 'ask'>;
  aside(text: string): void;
  bad(text: string): void;
}

/** What may be typed for a parameter, beside the choices of its schema. */
export type Suggest = (
  parameter: Parameter,
  typed: string,
  given: Readonly<Record<string, unknown>>,
) => Promise<readonly string[]>;

/** Longest default that is shown in a prompt. */
const MAX_SHOWN = 40;
const SECRET_NAME = /pass(word|phrase)|secret|token|api_?key|credential/i;

/**
 * Asks for every parameter of a schema that is not given yet, required ones first; an empty answer leaves an optional
 * one out. What does not fit is said and asked again. Undefined where the input ends.
 */
export async function askParameters(
  desk: Desk,
  schema: JsonSchema,
  given: Readonly<Record<string, unknown>>,
  complete?: Suggest,
): Promise<Record<string, unknown> | undefined> {
  const args: Record<string, unknown> = { ...given };
  const open = parametersOf(schema).filter(({ name }) => !(name in given));
  if (open.length > 0) desk.aside('An empty answer leaves an optional parameter out; Ctrl-C goes back.');
  for (const parameter of open) {
    const { description } = parameter.schema;
    if (description !== undefined) desk.aside(visible(description));
    const answer = await askOne(desk, parameter, args, complete);
    if (answer === undefined) return undefined;
    if (answer.given) args[parameter.name] = answer.value;
  }
  return args;
}

type Answer = { readonly given: false } | { readonly given: true; readonly value: unknown };

async function askOne(
  desk: Desk,
  parameter: Parameter,
  given: Readonly<Record<string, unknown>>,
  complete?: Suggest,
): Promise<Answer | undefined> {
  const { name, schema, required } = parameter;
  const hidden = SECRET_NAME.test(name) && (schema.format === 'password' || schema.writeOnly === true);
  for (;;) {
    const typed = await desk.reader.ask(promptOf(parameter), {
      complete: completerOf(parameter, given, complete),
      hidden,
    });
    if (typed === undefined) return undefined;
    if (typed.trim() === '') {
      if (!required) return { given: false };
      desk.bad(`${name} is required.`);
      continue;
    }
    const read = await readValue(typed, schema);
    if ('value' in read) return { given: true, value: read.value };
    desk.bad(`${name}: ${read.trouble}.`);
  }
}

async function readValue(typed: string, schema: JsonSchema): Promise<{ value: unknown } | { trouble: string }> {
  try {
    const value = valueOf(typed, schema);
    const trouble = await troubleWith(value, schema);
    return trouble === undefined ? { value } : { trouble };
  } catch (error) {
    if (error instanceof ValueError) return { trouble: error.message };
    throw error;
  }
}

/** `state (one of ALARM, OK) [ALARM]: `, with a star at what is required. */
export function promptOf({ name, required, schema }: Parameter): string {
  const standard = schema.default === undefined ? '' : ` [${clipped(JSON.stringify(schema.default))}]`;
  return visible(`${name}${required ? '*' : ''} (${kindOf(schema)})${standard}: `).replaceAll('\n', ' ');
}

const clipped = (text: string) => (text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text);

function completerOf(parameter: Parameter, given: Readonly<Record<string, unknown>>, complete?: Suggest): Completer {
  const { schema } = parameter;
  const known = itemChoices(schema);
  return async (line) => {
    // In a list the item after the last comma is completed.
    const start = schema.type === 'array' ? line.lastIndexOf(',') + 1 : 0;
    const word = line.slice(start).trimStart();
    const more = complete === undefined ? [] : await complete(parameter, word, given);
    const all = [...new Set([...known, ...more])];
    return [all.filter((one) => one.toLowerCase().startsWith(word.toLowerCase())), word];
  };
}
