/** The parts of JSON Schema that say how a value is asked for; all else is left to the validator. */
export interface JsonSchema {
  readonly type?: string | readonly string[] | undefined;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly const?: unknown;
  readonly default?: unknown;
  readonly examples?: readonly unknown[] | undefined;
  readonly format?: string | undefined;
  readonly writeOnly?: boolean | undefined;
  readonly items?: JsonSchema | undefined;
  readonly properties?: Readonly<Record<string, JsonSchema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly anyOf?: readonly JsonSchema[] | undefined;
  readonly oneOf?: readonly JsonSchema[] | undefined;
  readonly allOf?: readonly JsonSchema[] | undefined;
  readonly $ref?: string | undefined;
  readonly $defs?: Readonly<Record<string, JsonSchema>> | undefined;
  readonly definitions?: Readonly<Record<string, JsonSchema>> | undefined;
  readonly additionalProperties?: unknown;
}

/** One parameter of a tool. */
export interface Parameter {
  readonly name: string;
  readonly required: boolean;
  /** With the definitions of the whole schema, so that it stands alone. */
  readonly schema: JsonSchema;
}

/** The parameters of an object's schema, the required ones first, else in the schema's order. */
export function parametersOf(schema: JsonSchema): Parameter[] {
  const required = new Set(schema.required);
  const definitions = {
    ...(schema.$defs && { $defs: schema.$defs }),
    ...(schema.definitions && { definitions: schema.definitions }),
  };
  const all = Object.entries(schema.properties ?? {}).map(([name, own]) => ({
    name,
    required: required.has(name),
    schema: { ...definitions, ...own },
  }));
  return [...all.filter((one) => one.required), ...all.filter((one) => !one.required)];
}

/** The schemas that a value may follow, references and unions resolved one level deep. */
export function alternatives(schema: JsonSchema): JsonSchema[] {
  const target = resolved(schema, schema);
  const union = target.anyOf ?? target.oneOf;
  if (union !== undefined) return union.map((one) => resolved(one, schema));
  const [only] = target.allOf ?? [];
  if (only !== undefined && target.allOf?.length === 1) return [resolved(only, schema)];
  if (Array.isArray(target.type)) return (target.type as string[]).map((type) => ({ ...target, type }));
  return [target];
}

/** Follows `#/$defs/Name` and its like; the definitions stay with it. */
function resolved(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const [, place, name = ''] = /^#\/(\$defs|definitions)\/(.+)$/.exec(schema.$ref ?? '') ?? [];
  const target = place === undefined ? undefined : root[place as '$defs' | 'definitions']?.[name];
  if (target === undefined) return schema;
  return {
    ...(root.$defs && { $defs: root.$defs }),
    ...(root.definitions && { definitions: root.definitions }),
    ...target,
  };
}

/** A value of a choice as it is typed. */
export const spelled = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** The values to choose from, as they are typed; undefined where anything goes. */
export function choices(schema: JsonSchema): string[] | undefined {
  const all = alternatives(schema).filter((one) => one.type !== 'null');
  const values = all.map((one) => {
    if (one.enum !== undefined) return one.enum.filter((value) => value !== null).map(spelled);
    if (one.const !== undefined) return [spelled(one.const)];
    if (one.type === 'boolean') return ['true', 'false'];
    return undefined;
  });
  return values.includes(undefined) || values.length === 0 ? undefined : values.flatMap((some) => some ?? []);
}

/** The same of a value, or of each item where it is a list. */
export function itemChoices(schema: JsonSchema): string[] {
  const { items, $defs, definitions } = schema;
  const inItems = { ...items, ...($defs && { $defs }), ...(definitions && { definitions }) };
  return choices(schema) ?? choices(inItems) ?? [];
}

/** What kind of value it takes, in a word or two: `integer`, `list of strings`, `one of a, b`. */
export function kindOf(schema: JsonSchema): string {
  const known = choices(schema);
  const all = alternatives(schema).filter((one) => one.type !== 'null');
  if (known !== undefined && !all.every((one) => one.type === 'boolean')) return `one of ${known.join(', ')}`;
  const kinds = all.map((one) => {
    if (one.type === 'array') return one.items === undefined ? 'list' : `list of ${kindOf(one.items)}`;
    return typeof one.type === 'string' ? one.type : 'any value';
  });
  return [...new Set(kinds)].join(' or ');
}
