/**
 * What the providers of models take of a tool's input schema, as rules written down from what they publish, and how those
 * that hand tools on (agents' SDKs, LibreChat) bring a schema of MCP into that form first.
 */

/** A JSON Schema as it is published. */
export type Schema = { readonly [keyword: string]: unknown };

/** A tool as a provider is handed it. */
export interface Declared {
  readonly name: string;
  readonly description: string;
  readonly schema: Schema;
}

/** What a provider has against a tool: each a path and a reason. */
export type Rules = (tool: Declared) => string[];

/** A schema inside another, with where it is and how many objects it is in. */
interface Place {
  readonly schema: Schema;
  readonly path: string;
  readonly depth: number;
}

/** Every schema in a schema, itself first. */
export function placesOf(schema: Schema, path = '', depth = 1): Place[] {
  const deeper = depth + (schema['type'] === 'object' ? 1 : 0);
  const inner = [
    ...Object.entries((schema['properties'] ?? {}) as Record<string, Schema>),
    ...['items', 'additionalProperties'].flatMap((key) => (isSchema(schema[key]) ? [[key, schema[key]] as const] : [])),
    ...['anyOf', 'oneOf', 'allOf'].flatMap((key) =>
      ((schema[key] ?? []) as Schema[]).map((one, i) => [`${key}[${i}]`, one] as const),
    ),
  ];
  return [
    { schema, path, depth },
    ...inner.flatMap(([name, one]) => placesOf(one, path === '' ? name : `${path}.${name}`, deeper)),
  ];
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a rule says of each place of a schema that breaks it. */
export function breaks(schema: Schema, why: (place: Place) => string | false): string[] {
  return placesOf(schema).flatMap((place) => {
    const reason = why(place);
    return reason === false ? [] : [`${place.path || 'the whole'}: ${reason}`];
  });
}

/** The keywords of a schema that are none of these. */
export function othersThan(allowed: ReadonlySet<string>): (place: Place) => string | false {
  return ({ schema }) => {
    const others = Object.keys(schema).filter((keyword) => !allowed.has(keyword));
    return others.length > 0 && `${others.join(', ')} is not taken`;
  };
}

/** A name that all of them take. */
export function nameRule(pattern: RegExp): Rules {
  return ({ name }) => (pattern.test(name) ? [] : [`the name ${name} is not like ${pattern.source}`]);
}
