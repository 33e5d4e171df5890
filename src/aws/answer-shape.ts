/** What an answer of AWS must look like: read by the operation's model, in one walk. */
import { AwsJson1_0Protocol, AwsJson1_1Protocol } from '@aws-sdk/core/protocols';
import { JsonCodec2 } from '@smithy/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';
import type { Schema } from '@smithy/types';
import { AnswerMisshapen } from './answer.ts';

/** Takes a value for what the model says it is. @throws WrongType */
type Read = (value: unknown) => unknown;

/** Reads a value that is of none of the plain types: a blob, a document, a date in words. No operation used here has one. */
type ReadRest = (schema: Schema, value: unknown) => unknown;

/** Somewhere inside a member; the member itself is named by who reads it. */
class WrongType extends Error {}

/** AWS JSON writes numbers that JSON has none for as texts. */
const NUMERALS = new Map<unknown, number>([
  ['NaN', Number.NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
]);

/** The model's codes for timestamps that AWS JSON writes as epoch seconds (@smithy/core: TIMESTAMP_DEFAULT, TIMESTAMP_EPOCH_SECONDS). */
const EPOCH_SECONDS: readonly unknown[] = [4, 7];

/** As the SDK's own protocols make their codec. */
const AWS_JSON = { timestampFormat: { useTrait: true, default: 7 }, jsonName: false } as const;

type ProtocolSettings = ConstructorParameters<typeof AwsJson1_0Protocol>[0];

/** CloudWatch's protocol, with answers read here. */
export class CloudWatchProtocol extends AwsJson1_0Protocol {
  constructor(settings: ProtocolSettings) {
    super({ ...settings, jsonCodec: new AnswerCodec(AWS_JSON) });
  }
}

/** CloudWatch Logs' protocol, with answers read here. */
export class LogsProtocol extends AwsJson1_1Protocol {
  constructor(settings: ProtocolSettings) {
    super({ ...settings, jsonCodec: new AnswerCodec(AWS_JSON) });
  }
}

/**
 * The codec of AWS JSON, with answers read here: the SDK makes every structure anew, which takes a tenth of a call, and
 * hands on whatever type a member has. Errors and requests are left to it.
 */
class AnswerCodec extends JsonCodec2 {
  override createDeserializer(): ReturnType<JsonCodec2['createDeserializer']> {
    const deserializer = super.createDeserializer() as ReturnType<JsonCodec2['createDeserializer']> & {
      readObject: ReadRest;
    };
    const readAny = deserializer.read.bind(deserializer);
    const readAnswer = answerReader((schema, value) => deserializer.readObject(schema, value));
    deserializer.read = async (schema, body: unknown) => {
      const shape = NormalizedSchema.of(schema);
      if (!shape.isStructSchema()) return readAny(schema, body as string);
      const { buffer, byteOffset, byteLength } = body as Uint8Array;
      return readAnswer(shape, JSON.parse(Buffer.from(buffer, byteOffset, byteLength).toString()) as object);
    };
    return deserializer;
  }
}

/**
 * Reads the members of an operation's output: values in place, epoch seconds as dates, absent and null ones left out (deeper
 * down null is undefined).
 * Readers are made once for each structure of the model.
 * @throws AnswerMisshapen with the member that is wrong
 */
export function answerReader(
  readRest: ReadRest,
): (output: NormalizedSchema, answer: object) => Record<string, unknown> {
  const known = new WeakMap<object, ReadonlyMap<string, Read>>();

  function membersOf(structure: NormalizedSchema): ReadonlyMap<string, Read> {
    const definition = structure.getSchema() as object;
    let members = known.get(definition);
    if (members === undefined) {
      members = new Map([...structure.structIterator()].map(([name, member]) => [name, readerOf(member)]));
      known.set(definition, members);
    }
    return members;
  }

  function readerOf(schema: NormalizedSchema): Read {
    if (schema.isListSchema()) return listReader(readerOf(schema.getValueSchema()));
    if (schema.isMapSchema()) {
      const read = readerOf(schema.getValueSchema());
      return (value) => eachMember(value, () => read);
    }
    if (schema.isStructSchema()) {
      // Read when first needed: a structure may hold itself.
      let members: ReadonlyMap<string, Read> | undefined;
      return (value) => {
        const now = (members ??= membersOf(schema));
        return eachMember(value, (name) => now.get(name));
      };
    }
    if (schema.isStringSchema() && schema.getMergedTraits().mediaType === undefined) return readText;
    if (schema.isBooleanSchema()) return readBoolean;
    if (schema.isNumericSchema() && !schema.isBigIntegerSchema() && !schema.isBigDecimalSchema()) return readNumber;
    if (EPOCH_SECONDS.includes(schema.getSchema())) return readTimestamp;
    return (value) => readRest(schema, value);
  }

  return (output, answer) => {
    const members: Record<string, unknown> = {};
    for (const [name, read] of membersOf(output)) {
      const value: unknown = answer[name as keyof typeof answer];
      if (value === undefined || value === null) continue;
      try {
        members[name] = read(value);
      } catch (error) {
        throw error instanceof WrongType ? new AnswerMisshapen(`${name} is of another type`) : error;
      }
    }
    return members;
  };
}

const readOutput = answerReader((_schema, value) => value);

/**
 * Holds an operation's output against its model where the SDK has read it: AMP and STS speak other protocols.
 * @param command the SDK's command, which carries the schema of its output
 * @throws AnswerMisshapen with the member that is wrong
 */
export function requireShape(command: object, output: object): void {
  const { schema } = command as { schema: readonly unknown[] };
  readOutput(NormalizedSchema.of(schema[5] as Schema), output);
}

function listReader(read: Read): Read {
  return (list) => {
    if (!Array.isArray(list)) throw new WrongType();
    for (let i = 0; i < list.length; i += 1) {
      const value: unknown = list[i];
      if (value !== null) list[i] = read(value);
    }
    return list;
  };
}

/** Members that the model does not know stay as they are: no tool looks at them. */
function eachMember(value: unknown, readerFor: (name: string) => Read | undefined): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new WrongType();
  const record = value as Record<string, unknown>;
  for (const name of Object.keys(record)) {
    const part = record[name];
    const read = readerFor(name);
    if (read === undefined || part === undefined) continue;
    const taken = part === null ? undefined : read(part);
    if (taken !== part) record[name] = taken;
  }
  return record;
}

function readText(value: unknown): unknown {
  if (typeof value !== 'string') throw new WrongType();
  return value;
}

function readBoolean(value: unknown): unknown {
  if (typeof value !== 'boolean') throw new WrongType();
  return value;
}

function readNumber(value: unknown): unknown {
  if (typeof value === 'number') return value;
  const special = NUMERALS.get(value);
  if (special === undefined) throw new WrongType();
  return special;
}

/** Epoch seconds, or the date that the SDK has made of them. */
function readTimestamp(value: unknown): Date {
  const date = typeof value === 'number' ? new Date(Math.round(value * 1000)) : value;
  if (!(date instanceof Date) || Number.isNaN(date.getTime())) throw new WrongType();
  return date;
}
