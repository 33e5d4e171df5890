/**
 * Writes the JSON schemas by which kubeconform checks manifests, strict: a field that Kubernetes does not know is refused.
 *
 *     kubernetes-schemas.ts openapi FOLDER SWAGGER.json   the kinds of Kubernetes' own API document
 *     kubernetes-schemas.ts crds FOLDER CRD.yaml…         the kinds that these CustomResourceDefinitions define
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

type Schema = Readonly<Record<string, unknown>>;

interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

const TEXT_OR_NUMBER = { type: ['string', 'number'] };

/** Types whose values may be written as numbers or as text, which the document calls text. */
const EITHER_WAY = ['resource.Quantity', 'util.intstr.IntOrString'];

/** `deployment-apps-v1.json`: where kubeconform looks for a kind. */
function fileName({ group, version, kind }: Kind): string {
  return `${[kind.toLowerCase(), group.split('.')[0], version].filter(Boolean).join('-')}.json`;
}

/** The schema that also refuses what it does not name. Keeps what JSON Schema knows. */
function strict(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(strict);
  if (typeof node !== 'object' || node === null) return node;
  const schema = node as Schema;
  if (schema['x-kubernetes-int-or-string'] === true || schema['format'] === 'int-or-string') return TEXT_OR_NUMBER;
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'description' || key === 'default' || key === 'format' || key.startsWith('x-kubernetes-')) continue;
    // The names below `properties` are fields, whatever they are called.
    kept[key] = key === 'properties' ? mapValues(value as Schema, strict) : strict(value);
  }
  const open = 'additionalProperties' in schema || schema['x-kubernetes-preserve-unknown-fields'] === true;
  return 'properties' in schema && !open ? { ...kept, additionalProperties: false } : kept;
}

function mapValues(object: Schema, change: (value: unknown) => unknown): Schema {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

/** The definitions that a schema needs, and those that they need. */
function closure(schema: unknown, definitions: Schema, found: Record<string, unknown> = {}): Schema {
  for (const [, name = ''] of JSON.stringify(schema).matchAll(/"#\/definitions\/([^"]+)"/g)) {
    if (name in found) continue;
    found[name] = definitions[name];
    closure(definitions[name], definitions, found);
  }
  return found;
}

function write(folder: string, kind: Kind, schema: Schema, definitions: Schema): void {
  const properties = {
    ...(schema['properties'] as Schema),
    apiVersion: { const: [kind.group, kind.version].filter(Boolean).join('/') },
    kind: { const: kind.kind },
  };
  const required = [...new Set([...((schema['required'] as string[] | undefined) ?? []), 'apiVersion', 'kind'])];
  const whole = { ...schema, properties, required, definitions: closure(properties, definitions) };
  writeFileSync(join(folder, fileName(kind)), JSON.stringify(whole));
}

function fromOpenApi(folder: string, path: string): number {
  const { definitions } = JSON.parse(readFileSync(path, 'utf8')) as { definitions: Record<string, Schema> };
  const strictOnes = mapValues(definitions, strict) as Record<string, Schema>;
  for (const name of Object.keys(definitions)) {
    if (EITHER_WAY.some((type) => name.endsWith(type))) strictOnes[name] = TEXT_OR_NUMBER;
  }
  let count = 0;
  for (const [name, definition] of Object.entries(definitions)) {
    const kinds = (definition['x-kubernetes-group-version-kind'] ?? []) as Kind[];
    const fields = (definition['properties'] ?? {}) as Schema;
    // Options and statuses of many groups are no objects that one can apply.
    if (kinds.length !== 1 || !('kind' in fields)) continue;
    write(folder, kinds[0] as Kind, strictOnes[name] as Schema, strictOnes);
    count += 1;
  }
  return count;
}

function fromCrds(folder: string, paths: readonly string[]): number {
  let count = 0;
  for (const document of paths.flatMap((path) => parseAllDocuments(readFileSync(path, 'utf8')))) {
    const crd = document.toJS() as {
      spec: {
        group: string;
        names: { kind: string };
        versions: { name: string; schema: { openAPIV3Schema: Schema } }[];
      };
    };
    for (const { name, schema } of crd.spec.versions) {
      const whole = strict(schema.openAPIV3Schema) as Schema;
      const metadata = { type: 'object' };
      const properties = { ...(whole['properties'] as Schema), metadata };
      write(folder, { group: crd.spec.group, version: name, kind: crd.spec.names.kind }, { ...whole, properties }, {});
      count += 1;
    }
  }
  return count;
}

const [what, folder = '', ...paths] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const count = what === 'openapi' ? fromOpenApi(folder, paths[0] ?? '') : fromCrds(folder, paths);
process.stdout.write(`${count} schemas\n`);
