import { breaks, nameRule, othersThan, placesOf, propertiesOf, type Rules, type Schema } from './model-schemas.ts';

/**
 * The keywords of "Supported schemas" (developers.openai.com, guide "Structured model outputs"). `default` is not among
 * them: api.openai.com has come to let it pass (openai-agents-python issue 4390), and other hosts of the same API refuse it.
 */
const KEYWORDS = new Set([
  'type',
  'description',
  'title',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'enum',
  'const',
  'anyOf',
  '$ref',
  '$defs',
  'pattern',
  'format',
  'multipleOf',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minItems',
  'maxItems',
]);

/** Of one schema: properties; objects in objects; values of all enums; characters of names and values together. */
const MOST = { properties: 5_000, depth: 10, enumValues: 1_000, characters: 120_000 } as const;

/** Of one enum: how many values may be as long as they like, and the characters of those of a longer one together. */
const MOST_OF_ONE = { values: 250, characters: 15_000 } as const;

/** What a strict function (`strict: true`) must be like. */
export const openAiStrict: Rules = (tool) => {
  const { schema } = tool;
  const places = placesOf(schema);
  const names = places.flatMap((place) => Object.keys(propertiesOf(place.schema)));
  const values = places.flatMap((place) => (place.schema['enum'] ?? []) as unknown[]);
  const characters = [...names, ...values.map(String)].join('').length;
  const limit = (what: string, count: number, most: number) =>
    count > most ? [`${count} ${what}, more than ${most}`] : [];
  return [
    ...nameRule(/^[a-zA-Z0-9_-]{1,64}$/)(tool),
    ...(schema['type'] === 'object' && !('anyOf' in schema) ? [] : ['the whole: must be an object and no anyOf']),
    ...breaks(schema, othersThan(KEYWORDS)),
    ...breaks(schema, isOpenObject),
    ...breaks(schema, leavesOut),
    ...breaks(schema, hasTooLongEnum),
    ...limit('properties', names.length, MOST.properties),
    ...limit(
      'levels',
      Math.max(...places.filter((place) => place.schema['type'] === 'object').map(({ depth }) => depth)),
      MOST.depth,
    ),
    ...limit('values of enums', values.length, MOST.enumValues),
    ...limit('characters of names and values', characters, MOST.characters),
  ];
};

function isOpenObject({ schema }: { schema: Schema }): string | false {
  return schema['type'] === 'object' && schema['additionalProperties'] !== false && 'additionalProperties is not false';
}

function leavesOut({ schema }: { schema: Schema }): string | false {
  const required = (schema['required'] ?? []) as string[];
  const left = Object.keys(propertiesOf(schema)).filter((name) => !required.includes(name));
  return left.length > 0 && `${left.join(', ')} is not required`;
}

function hasTooLongEnum({ schema }: { schema: Schema }): string | false {
  const values = (schema['enum'] ?? []) as unknown[];
  const { length } = values.join('');
  const isTooLong = values.length > MOST_OF_ONE.values && length > MOST_OF_ONE.characters;
  return (
    isTooLong && `${length} characters in ${values.length} values of one enum, more than ${MOST_OF_ONE.characters}`
  );
}

/**
 * What agents' SDKs make of a schema of MCP for a strict function: every object closed and every property required, one
 * that need not be given nullable, as the guide has optional parameters; without what is no keyword there.
 */
export function toStrict(schema: Schema): Schema {
  const properties = schema['properties'] as Record<string, Schema> | undefined;
  const required = (schema['required'] ?? []) as string[];
  const { default: _default, ...kept } = schema;
  return {
    ...kept,
    ...(schema['type'] === 'object' && { additionalProperties: schema['additionalProperties'] ?? false }),
    ...(properties !== undefined && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, one]) => [
          name,
          required.includes(name) ? toStrict(one) : nullable(toStrict(one)),
        ]),
      ),
      required: Object.keys(properties),
    }),
    ...(schema['items'] !== undefined && { items: toStrict(schema['items'] as Schema) }),
  };
}

function nullable(schema: Schema): Schema {
  const values = schema['enum'] as unknown[] | undefined;
  return {
    ...schema,
    type: [schema['type'], 'null'],
    ...(values !== undefined && { enum: [...values, null] }),
  };
}
