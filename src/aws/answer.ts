/** What is taken for an answer of AWS: no more than a bound, and only what has the shape of the operation's model. */
import type { IncomingMessage } from 'node:http';
import { NormalizedSchema } from '@smithy/core/schema';
import { formatBytes } from '../format/number.ts';

/** The most that is read of one answer, bytes. AWS's own largest (FilterLogEvents 1 MB, GetMetricData 100,800 datapoints) stay far below. */
export const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** The body goes on beyond `MAX_ANSWER_BYTES`. The SDK adds a hint for programmers to errors of a body without `$metadata`. */
export class AnswerTooLarge extends Error {
  override readonly name = 'AnswerTooLarge';
  readonly $metadata = {};
}

/** The body was read, and is not what the operation answers. */
export class AnswerMisshapen extends Error {
  override readonly name = 'AnswerMisshapen';
  readonly $metadata = {};
}

/**
 * Reads a body up to the bound; leaving the loop early closes the connection. The SDK reads a list, a text or nothing at
 * all as an answer without members, which would look like an empty one.
 * @throws AnswerTooLarge, or AnswerMisshapen for what is neither a JSON object nor XML
 */
export async function collectAnswer(body: IncomingMessage): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body as AsyncIterable<Uint8Array>) {
    bytes += part.byteLength;
    if (bytes > MAX_ANSWER_BYTES) throw new AnswerTooLarge(`more than ${formatBytes(MAX_ANSWER_BYTES)}`);
    parts.push(part);
  }
  const answer = Buffer.concat(parts, bytes);
  if (body.statusCode === 200 && !/^\s*[{<]/.test(answer.toString('latin1', 0, 100))) {
    throw new AnswerMisshapen('neither an object nor XML');
  }
  return answer;
}

/** The operation of an SDK's command as its model calls it, `DescribeAlarms`: a bundler may rename the class. */
export function operationOf(command: object): string {
  return (command as { schema: readonly [kind: number, namespace: string, name: string] }).schema[2];
}

/**
 * Holds an operation's output against its model, since the SDK hands on whatever type a member has.
 * @param command the SDK's command, which carries the schema of its output
 * @throws AnswerMisshapen with the member that is wrong
 */
export function requireShape(command: object, output: object): void {
  const { schema } = command as { schema?: readonly unknown[] };
  if (schema === undefined) return;
  for (const [name, isRight] of membersOf(NormalizedSchema.of(schema[5] as never))) {
    if (!isRight(output[name as keyof typeof output])) throw new AnswerMisshapen(`${name} is of another type`);
  }
}

type Check = (value: unknown) => boolean;
type Members = readonly (readonly [name: string, isRight: Check])[];

/** By the model's own definition of a structure: made once, walked with every answer. */
const knownMembers = new WeakMap<object, Members>();

function membersOf(structure: NormalizedSchema): Members {
  const definition = structure.getSchema() as object;
  const known = knownMembers.get(definition);
  if (known !== undefined) return known;
  const members = [...structure.structIterator()].map(([name, member]) => [name, orAbsent(checkOf(member))] as const);
  knownMembers.set(definition, members);
  return members;
}

function orAbsent(check: Check): Check {
  return (value) => value === undefined || value === null || check(value);
}

function checkOf(schema: NormalizedSchema): Check {
  if (schema.isListSchema()) {
    const isRight = orAbsent(checkOf(schema.getValueSchema()));
    return (value) => Array.isArray(value) && value.every(isRight);
  }
  if (schema.isMapSchema()) {
    const isRight = orAbsent(checkOf(schema.getValueSchema()));
    return (value) => isObject(value) && Object.values(value).every(isRight);
  }
  if (schema.isStructSchema()) {
    // Read when first needed: a structure may hold itself.
    return (value) =>
      isObject(value) &&
      membersOf(schema).every(([name, isRight]) => isRight((value as Record<string, unknown>)[name]));
  }
  if (schema.isStringSchema()) return (value) => typeof value === 'string';
  if (schema.isNumericSchema()) return (value) => typeof value === 'number';
  if (schema.isBooleanSchema()) return (value) => typeof value === 'boolean';
  if (schema.isTimestampSchema()) return (value) => value instanceof Date && !Number.isNaN(value.getTime());
  return () => true;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
