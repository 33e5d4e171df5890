import fc from 'fast-check';
import type { PublishedTool } from '../../src/mcp/publish.ts';
import { edits, enumNearMisses, junk, oddText } from './odd-values.ts';
import type { Vocabulary } from './questions.ts';
import { EARLY_TIMES, LATE_TIMES, PAST_TIMES, TIME_NEAR_MISSES } from './times.ts';

export type Args = Record<string, unknown>;

/** What the published input schemas use of JSON Schema. */
interface Schema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** Parameters that are times, whatever their schema says. */
const TIMES = ['start', 'end', 'time', 'active_since'];
/** Longer lists than this say nothing new and cost much. */
const MAX_ITEMS = 12;

/** A question that this world can answer, with some of the tool's other parameters. */
export function sensibleArguments(tool: PublishedTool, { values, questions }: Vocabulary): fc.Arbitrary<Args> {
  const schema = tool.inputSchema as Schema;
  const others = Object.entries(schema.properties ?? {})
    .filter(([name]) => name !== 'cursor')
    .map(([name, property]) => optional(name, values[name] ?? fromSchema(property, values, name), 2));
  const question = questions[tool.name] ?? fc.constant({});
  return fc.tuple(question, ...others).map(([asked, ...more]) => Object.assign({}, ...more, asked) as Args);
}

/** Whatever the schema allows, sensible or not. */
export function allowedArguments(tool: PublishedTool, { values }: Vocabulary): fc.Arbitrary<Args> {
  return fromSchema(tool.inputSchema, values, '') as fc.Arbitrary<Args>;
}

/** What the schema does not allow, or says wrongly: one to three changes of sensible arguments, or none of an object at all. */
export function brokenArguments(tool: PublishedTool, vocabulary: Vocabulary): fc.Arbitrary<unknown> {
  const names = Object.keys((tool.inputSchema as Schema).properties ?? {});
  const name =
    names.length === 0
      ? oddText
      : fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: oddText });
  const change = fc.oneof(
    { weight: 4, arbitrary: fc.tuple(name, junk).map(([key, value]) => (args: Args) => ({ ...args, [key]: value })) },
    { weight: 1, arbitrary: name.map((key) => (args: Args) => without(args, key)) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(name, oddText)
        .map(([key, odd]) => (args: Args) => ({ ...without(args, key), [`${key}${odd}`]: args[key] ?? 1 })),
    },
    { weight: 1, arbitrary: name.map((key) => (args: Args) => ({ ...args, [key]: [args[key] ?? null] })) },
    {
      weight: 1,
      arbitrary: name.map((key) => (args: Args) => ({ ...args, [key]: JSON.stringify(args[key] ?? null) })),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(name, edits)
        .map(([key, edit]) => (args: Args) => ({ ...args, [key]: edit(textOf(args[key])) })),
    },
    {
      weight: 1,
      arbitrary: fc.constant((args: Args) => Object.fromEntries(Object.keys(args).map((key) => [key, null]))),
    },
  );
  const changed = fc
    .tuple(sensibleArguments(tool, vocabulary), fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([args, changes]) => changes.reduce<Args>((now, make) => make(now), args));
  return fc.oneof({ weight: 8, arbitrary: changed }, { weight: 1, arbitrary: junk });
}

/** Every value of every enum, wrong in every way; every time form and what is nearly one, in every time parameter. */
export function nearMisses(tool: PublishedTool, base: Args): Args[] {
  const properties = Object.entries((tool.inputSchema as Schema).properties ?? {});
  const enums = properties.flatMap(([name, { enum: own, items }]) =>
    (own ?? items?.enum ?? []).flatMap((value) =>
      [value, ...enumNearMisses(value)].map((miss) => ({ ...base, [name]: own === undefined ? [miss] : miss })),
    ),
  );
  const forms = [...PAST_TIMES, ...LATE_TIMES, ...EARLY_TIMES, ...TIME_NEAR_MISSES];
  const times = properties
    .filter(([name]) => TIMES.includes(name))
    .flatMap(([name]) => forms.map((form) => ({ ...base, [name]: form })));
  return [...enums, ...times];
}

/** @param name of the parameter, for what the vocabulary has for it */
function fromSchema(schema: Schema, values: Vocabulary['values'], name: string): fc.Arbitrary<unknown> {
  const own = bySchema(schema, values, name);
  const known = values[name];
  if (TIMES.includes(name)) return fc.oneof(fc.constantFrom(...PAST_TIMES, ...LATE_TIMES, ...EARLY_TIMES), own);
  return known === undefined ? own : fc.oneof(known, own);
}

function bySchema(schema: Schema, values: Vocabulary['values'], name: string): fc.Arbitrary<unknown> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return wholeNumber(schema.minimum ?? -1e15, schema.maximum ?? 1e15);
    case 'array':
      return fc.array(fromSchema(schema.items ?? {}, values, `${name}[]`), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? MAX_ITEMS, MAX_ITEMS),
      });
    case 'object': {
      const required = schema.required ?? [];
      const properties = Object.entries(schema.properties ?? {}).map(([key, property]) =>
        optional(key, fromSchema(property, values, key), required.includes(key) ? 10 : 3),
      );
      return fc.tuple(...properties).map((parts) => Object.assign({}, ...parts) as Args);
    }
    default:
      return oddText.map((text) => text.padEnd(schema.minLength ?? 0, 'x').slice(0, schema.maxLength));
  }
}

function wholeNumber(min: number, max: number): fc.Arbitrary<number> {
  return fc.oneof(fc.constantFrom(min, max, Math.min(max, min + 1)), fc.integer({ min, max }));
}

/** `{ name: value }` for so many of ten cases, else nothing. */
function optional(name: string, value: fc.Arbitrary<unknown>, tenths: number): fc.Arbitrary<Args> {
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 10 - tenths, arbitrary: fc.constant<Args>({}) },
    { weight: tenths, arbitrary: value.map((drawn): Args => ({ [name]: drawn })) },
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function without(args: Args, name: string): Args {
  return Object.fromEntries(Object.entries(args).filter(([key]) => key !== name));
}
