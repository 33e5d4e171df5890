import { breaks, nameRule, othersThan, placesOf, type Declared, type Rules, type Schema } from './model-schemas.ts';

/** The fields of `Schema` (ai.google.dev, REST reference "Caching": a subset of OpenAPI 3.0); others are an unknown name there. */
const FIELDS = new Set([
  'type',
  'format',
  'title',
  'description',
  'nullable',
  'enum',
  'maxItems',
  'minItems',
  'properties',
  'required',
  'minProperties',
  'maxProperties',
  'minLength',
  'maxLength',
  'pattern',
  'example',
  'anyOf',
  'propertyOrdering',
  'default',
  'items',
  'minimum',
  'maximum',
]);

const TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object'];
const FORMATS = ['float', 'double', 'int32', 'int64', 'enum', 'date-time', 'email', 'byte'];

/** What the parameters of a function declaration must be like. */
export const geminiFunction: Rules = (tool) => [
  ...nameRule(/^[a-zA-Z_][a-zA-Z0-9_.:-]{0,63}$/)(tool),
  ...(tool.description === '' ? ['the description is empty'] : []),
  ...breaks(tool.schema, othersThan(FIELDS)),
  ...breaks(
    tool.schema,
    ({ schema }) => !TYPES.includes(String(schema['type'])) && `no type is ${String(schema['type'])}`,
  ),
  ...breaks(tool.schema, ({ schema }) => hasOddEnum(schema)),
  ...breaks(tool.schema, ({ schema }) => hasOddFormat(schema)),
  ...breaks(tool.schema, ({ schema }) => schema['type'] === 'array' && !('items' in schema) && 'items is missing'),
  ...breaks(tool.schema, ({ schema }) => isEmptyObject(schema) && 'an object has no properties'),
  ...placesOf(tool.schema)
    .flatMap(({ schema }) => Object.keys((schema['properties'] ?? {}) as object))
    .filter((name) => !/^[a-zA-Z_][a-zA-Z0-9_]{0,63}$/.test(name))
    .map((name) => `the parameter ${name} has a name that is not taken`),
];

function hasOddEnum({ type, enum: values }: Schema): string | false {
  if (values === undefined) return false;
  const odd = type !== 'string' || (values as unknown[]).some((value) => typeof value !== 'string' || value === '');
  return odd && 'enum is for texts that are not empty';
}

function hasOddFormat({ format }: Schema): string | false {
  return format !== undefined && !FORMATS.includes(String(format)) && `no format is ${String(format)}`;
}

function isEmptyObject({ type, properties }: Schema): boolean {
  return type === 'object' && Object.keys((properties ?? {}) as object).length === 0;
}

/** A declaration leaves `parameters` out where a function has none; every other schema is handed on as it is. */
export function toGemini(tool: Declared): Declared | undefined {
  return isEmptyObject(tool.schema) ? undefined : tool;
}
