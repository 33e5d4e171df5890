import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { SETTINGS } from '../../src/settings.ts';
import { TOOLSETS } from '../../src/toolsets.ts';
import { configSchema } from '../../scripts/config-schema.ts';
import { CHART, CRD_KINDS, template } from '../../scripts/chart.ts';
import { missing } from '../../scripts/deploy-tools.ts';
import { WRONG_VALUES } from './wrong-values.ts';

type Schema = Readonly<Record<string, unknown>>;

/** What a schema says of a number or a word. */
interface Bounds {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly string[];
}

const schema = JSON.parse(readFileSync(join(CHART, 'values.schema.json'), 'utf8')) as Schema;

/** Objects whose fields are Kubernetes' or Helm's own: the API server checks them, and knows new ones before the chart does. */
const OPEN = ['/properties/global', '/definitions/kubernetesObject'];

/** Objects of Kubernetes that the values give in part. */
const PARTIAL = ['podSecurityContext', 'securityContext', 'resources'];

/** `{ a: [{ b: value }] }` for `a.0.b`. */
function nested(path: string, value: unknown): object {
  return path
    .split('.')
    .reduceRight<unknown>((inner, key) => (/^\d+$/.test(key) ? [inner] : { [key]: inner }), value) as object;
}

for (const helm of ['helm', 'helm3'] as const) {
  void describe(`values that ${helm} refuses`, { skip: missing(helm), concurrency: 2 }, () => {
    for (const [path, value, why] of WRONG_VALUES) {
      void test(`${path}=${JSON.stringify(value)}`, async () => {
        const { code, output } = await template({ helm, values: nested(path, value), kubeVersion: '1.29.0' });
        assert.notEqual(code, 0, 'it is taken');
        // A key that is unknown or gone is named by the message, and its parent by the path.
        const [parent, whole] = [path.split('.').slice(0, -1).join('/'), path.replaceAll('.', '/')];
        const known = /not allowed|missing property '/.test(why.source) ? parent : whole;
        assert.ok(output.replaceAll('.', '/').includes(known), output);
        assert.match(output, why);
      });
    }
  });
}

void test('at least 40 wrong values are tried', () => {
  assert.ok(WRONG_VALUES.length >= 40, String(WRONG_VALUES.length));
});

void test('no object of the schema takes fields that it does not name, but those of Kubernetes and of Helm', () => {
  const open: string[] = [];
  const walk = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null) return;
    const { type, additionalProperties } = node as Schema;
    if (type === 'object' && (additionalProperties === undefined || additionalProperties === true)) open.push(path);
    for (const [key, value] of Object.entries(node)) walk(value, `${path}/${key}`);
  };
  walk(schema, '');
  assert.deepEqual(open.toSorted(), OPEN.toSorted());
});

void test('the schema and values.yaml name the same values', () => {
  const values = parse(readFileSync(join(CHART, 'values.yaml'), 'utf8')) as Schema;
  const compare = (described: Schema, given: Schema, path: string): void => {
    const names = Object.keys(described).filter((name) => `${path}${name}` !== 'global');
    if (path === '' || Object.keys(given).length > 0)
      assert.deepEqual(Object.keys(given).toSorted(), names.toSorted(), path);
    for (const [name, one] of Object.entries(described)) {
      const value = given[name];
      const { properties } = one as Schema;
      if (properties !== undefined && typeof value === 'object' && value !== null && !PARTIAL.includes(name))
        compare(properties as Schema, value as Schema, `${path}${name}.`);
    }
  };
  compare(schema['properties'] as Schema, values, '');
});

void test('a value with a default cannot be taken away, but where Kubernetes has one of its own', () => {
  const values = parse(readFileSync(join(CHART, 'values.yaml'), 'utf8')) as Schema;
  const compare = (described: Schema, given: Schema, path: string): void => {
    const kept = Object.entries(given).filter(([, value]) => !isEmpty(value));
    assert.deepEqual(
      ((described['required'] ?? []) as string[]).toSorted(),
      kept.map(([name]) => name).toSorted(),
      path,
    );
    for (const [name, one] of Object.entries(described['properties'] as Record<string, Schema>)) {
      const value = given[name];
      if (one['properties'] !== undefined && !isEmpty(value) && !PARTIAL.includes(name))
        compare(one, value as Schema, `${path}${name}.`);
    }
  };
  compare(schema, values, '');
});

void test('an empty value may be null', { skip: missing('helm') }, async () => {
  const parts = ['serviceMonitor', 'prometheusRule', 'dashboard', 'ingress'];
  const on = Object.fromEntries(parts.map((part) => [part, { enabled: true }])) as Record<string, object>;
  const nulls = emptiesOf(parse(readFileSync(join(CHART, 'values.yaml'), 'utf8')) as Schema);
  const all = {
    ...nulls,
    ...Object.fromEntries(parts.map((part) => [part, { ...(nulls[part] as object), ...on[part] }])),
  };
  const [one, other] = await Promise.all([on, all].map((values) => template({ values, apiVersions: CRD_KINDS })));
  assert.equal(other?.code, 0, other?.output);
  assert.equal(other?.stdout, one?.stdout);
});

function isEmpty(value: unknown): boolean {
  return value === '' || value == null || (typeof value === 'object' && Object.keys(value).length === 0);
}

/** The values that are empty, as null, and those around them. */
function emptiesOf(values: Schema): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]): [string, unknown][] => {
      if (isEmpty(value)) return [[name, null]];
      if (typeof value !== 'object' || Array.isArray(value)) return [];
      return [[name, emptiesOf(value as Schema)]];
    }),
  );
}

void test('the schema allows what the service allows', () => {
  const config = (schema['properties'] as Record<string, Schema>)['config']?.['properties'] as Record<string, Schema>;
  const toolsets = config['toolsets']?.['items'] as Bounds | undefined;
  assert.deepEqual(toolsets?.enum, [...TOOLSETS]);
  for (const setting of SETTINGS) {
    const described = config[setting.key];
    const { minimum, maximum, enum: values } = (described ?? {}) as Bounds;
    const inFile = (configSchema().properties[setting.key] ?? {}) as Bounds;
    if (described !== undefined) assert.deepEqual([minimum, maximum], [inFile.minimum, inFile.maximum], setting.key);
    for (const value of [minimum, maximum, ...(values ?? [])]) {
      if (value !== undefined) assert.doesNotThrow(() => setting.parse(String(value)), `${setting.key}=${value}`);
    }
    for (const beyond of [Number(minimum) - 1, Number(maximum) + 1]) {
      if (!Number.isNaN(beyond)) assert.throws(() => setting.parse(String(beyond)), `${setting.key}=${beyond}`);
    }
  }
});
