import {
  breaks,
  nameRule,
  othersThan,
  placesOf,
  propertiesOf,
  type Declared,
  type Rules,
  type Schema,
} from './model-schemas.ts';

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

/** Of each type ("only 'enum' and 'date-time' are supported for STRING type", says the API); of others none. */
const FORMATS: Readonly<Record<string, readonly unknown[]>> = {
  string: ['enum', 'date-time'],
  number: ['float', 'double'],
  integer: ['int32', 'int64'],
};

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
    .flatMap(({ schema }) => Object.keys(propertiesOf(schema)))
    .filter((name) => !/^[a-zA-Z_][a-zA-Z0-9_]{0,63}$/.test(name))
    .map((name) => `the parameter ${name} has a name that is not taken`),
];

function hasOddEnum({ type, enum: values }: Schema): string | false {
  if (values === undefined) return false;
  const odd = type !== 'string' || (values as unknown[]).some((value) => typeof value !== 'string' || value === '');
  return odd && 'enum is for texts that are not empty';
}

function hasOddFormat({ type, format }: Schema): string | false {
  const known = FORMATS[String(type)] ?? [];
  return format !== undefined && !known.includes(format) && `no format of ${String(type)} is ${JSON.stringify(format)}`;
}

function isEmptyObject(schema: Schema): boolean {
  return schema['type'] === 'object' && Object.keys(propertiesOf(schema)).length === 0;
}

/** A declaration leaves `parameters` out where a function has none; every other schema is handed on as it is. */
export function toGemini(tool: Declared): Declared | undefined {
  return isEmptyObject(tool.schema) ? undefined : tool;
}
