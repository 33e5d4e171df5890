/** The keys of a YAML file and of its JSON Schema. The same key with the same schema is one, wherever it stands. */
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

export interface ShownKey {
  readonly path: string;
  /** Whether one of the places where it stands has a comment, on its line or above it. */
  readonly commented: boolean;
}

const idOf = (name: string, { description: _words, ...schema }: Schema & { description?: string }): string =>
  `${name} ${JSON.stringify(schema)}`;

/** Every key that a schema describes: what it is known by, and one path to it. */
export function describedIn(schema: Schema, path = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, inner] of Object.entries(propertiesOf(schema))) {
    const own = `${path}${path === '' ? '' : '.'}${name}`;
    found.set(idOf(name, inner), own);
    for (const [id, deeper] of describedIn(inner, own)) if (!found.has(id)) found.set(id, deeper);
  }
  return found;
}

/** Every described key that a file has. */
export function shownIn(text: string, schema: Schema): Map<string, ShownKey> {
  const counter = new LineCounter();
  const lines = text.split('\n');
  const found = new Map<string, ShownKey>();
  const isCommented = (offset: number): boolean => {
    const { line } = counter.linePos(offset);
    return /(?:^|\s)#/.test(lines[line - 1] ?? '') || /^\s*#/.test(lines[line - 2] ?? '');
  };
  const walk = (node: unknown, within: Schema, path: string): void => {
    if (isSeq(node)) for (const item of node.items) walk(item, within, path);
    if (!isMap(node)) return;
    const properties = propertiesOf(within);
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : '';
      const inner = properties[name];
      if (inner === undefined || !isScalar(key)) continue;
      const own = `${path}${path === '' ? '' : '.'}${name}`;
      const id = idOf(name, inner);
      const commented = isCommented(key.range?.[0] ?? 0) || (found.get(id)?.commented ?? false);
      found.set(id, { path: own, commented });
      walk(value, inner, own);
    }
  };
  walk(parseDocument(text, { lineCounter: counter }).contents, schema, '');
  return found;
}

/** The keys of an object, of a list's objects, or of any form that there may be. */
function propertiesOf(schema: Schema): Readonly<Record<string, Schema>> {
  const forms = [
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
    ...(schema.items === undefined ? [] : [schema.items]),
  ];
  return Object.assign({}, schema.properties, ...forms.map(propertiesOf)) as Record<string, Schema>;
}
