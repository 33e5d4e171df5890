import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';
import { TOOLS } from '../src/tools/index.ts';

const SRC = resolve(import.meta.dirname, '../src');

/** Folders from the top to the bottom: a file imports from its own folder and from those below only. */
const LAYERS = [
  'commands',
  '.',
  'doctor',
  'http',
  'mcp',
  'telemetry',
  'policy',
  'tools',
  'redaction',
  'iam',
  'aws',
  'prometheus',
  'budget',
  'analysis',
  'catalog',
  'format',
] as const;
/** Files that anyone may import. */
const LEAVES = [
  'errors.ts',
  'model.ts',
  'access.ts',
  'principal.ts',
  'auth-settings.ts',
  'config-error.ts',
  'config-file.ts',
  'config-file-schema.ts',
  'config-issues.ts',
  'config.ts',
  'setting.ts',
  'settings.ts',
  'toolsets.ts',
  'tracing-settings.ts',
  'setting-parsers.ts',
  'capped-body.ts',
  'deadline.ts',
  'file-trouble.ts',
  'shared-lookup.ts',
  'shared-reads.ts',
  'upstream-call.ts',
  'version.ts',
  'analysis/nearest-names.ts',
  'budget/quotas.ts',
  'policy/globs.ts',
];
/** Folders beside the layers, and what of the project they may import. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  sandbox: ['sandbox', 'catalog', 'model.ts'],
  client: ['client'],
};
const PURE = ['analysis', 'catalog', 'format', 'iam', 'redaction'];
/** `prometheus/` and `aws/` are siblings: the first is handed what it needs, by type alone. */
const SIBLINGS: readonly (readonly [string, string])[] = [
  ['prometheus', 'aws'],
  ['aws', 'prometheus'],
];

interface Import {
  readonly file: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
  readonly dynamic: boolean;
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s+(type\s+)?[^'";]*?from\s*'([^']+)'|(?:^|\n)import\s*'([^']+)'|(import)\(\s*'([^']+)'\s*\)/g;
const imports: Import[] = files.flatMap((file) =>
  [...readFileSync(join(SRC, file), 'utf8').matchAll(IMPORT)].map((match) => ({
    file,
    specifier: match[2] ?? match[3] ?? match[5] ?? '',
    typeOnly: match[1] !== undefined,
    dynamic: match[4] !== undefined,
  })),
);

/** Anyone may also import the sections of the configuration file. */
const isLeaf = (file: string) => LEAVES.includes(file) || file.startsWith('config-sections/');
const folderOf = (file: string) => (file.includes('/') ? (file.split('/')[0] ?? '') : '.');
const own = (item: Import) => relative(SRC, resolve(SRC, dirname(item.file), item.specifier));
const ownImports = imports.filter((item) => item.specifier.startsWith('.'));
const say = (items: readonly Import[]) => items.map((item) => `${item.file} imports ${item.specifier}`);

test('the scan sees the imports', () => {
  assert.ok(ownImports.length > 50, `${ownImports.length} imports found`);
  assert.ok(imports.some((item) => item.dynamic));
});

test('imports go down the list only', () => {
  const wrong = ownImports.filter((item) => {
    const from = folderOf(item.file);
    const target = own(item);
    if (isLeaf(target) || isLeaf(item.file)) return isLeaf(item.file) && !isLeaf(target);
    const to = folderOf(target);
    const beside = BESIDE[from];
    if (beside !== undefined) return !beside.includes(to) && !beside.includes(target);
    if (to === 'sandbox' || to === 'client') return from !== 'commands';
    if (!item.typeOnly && SIBLINGS.some(([a, b]) => a === from && b === to)) return true;
    const [above, below] = [LAYERS.indexOf(from as never), LAYERS.indexOf(to as never)];
    assert.ok(above >= 0 && below >= 0, `${item.file} → ${target}: a folder that is not in the list`);
    return (
      above > below &&
      !(item.file === 'main.ts' && to === 'commands') &&
      !(item.typeOnly && from === 'prometheus' && to === 'aws')
    );
  });
  assert.deepEqual(say(wrong), []);
});

test('a toolset never imports another toolset', () => {
  const toolset = (file: string) => /^tools\/([^/]+)\//.exec(file)?.[1];
  const wrong = ownImports.filter((item) => {
    const [from, to] = [toolset(item.file), toolset(own(item))];
    return from !== undefined && to !== undefined && from !== to;
  });
  assert.deepEqual(say(wrong), []);
});

test('libraries are imported where the design allows them', () => {
  const allowed: readonly (readonly [RegExp, RegExp])[] = [
    [/^@(aws-sdk|smithy)\//, /^aws\//],
    [/^@modelcontextprotocol\/client/, /^client\//],
    [/^@modelcontextprotocol\/(server|node)/, /^(mcp\/|http\/sdk\.ts$)/],
    [/^(fastify|@fastify\/)/, /^http\//],
    [/^@?(prometheus-io|lezer)\//, /^prometheus\/enforce-labels\.ts$/],
    [/^@opentelemetry\//, /^telemetry\/otel\//],
    [/^prom-client$/, /^(service\.ts|http\/|telemetry\/)/],
  ];
  const outside = imports.filter((item) => !item.specifier.startsWith('.'));
  const wrong = outside.filter((item) =>
    allowed.some(([what, where]) => what.test(item.specifier) && !where.test(item.file)),
  );
  assert.deepEqual(say(wrong), []);
});

test('the sandbox is loaded by commands alone, and lazily', () => {
  const wrong = ownImports.filter(
    (item) => folderOf(own(item)) === 'sandbox' && folderOf(item.file) !== 'sandbox' && !item.dynamic && !item.typeOnly,
  );
  const eager = wrong.filter((item) => !['commands/demo.ts', 'commands/sandbox.ts'].includes(item.file));
  assert.deepEqual(say(eager), []);
  const main = readFileSync(join(SRC, 'main.ts'), 'utf8');
  assert.doesNotMatch(main, /^import .*commands\//m);
});

test('the PromQL parser comes with the first caller that is held to labels', () => {
  const eager = ownImports.filter(
    (item) => own(item) === 'prometheus/enforce-labels.ts' && !item.dynamic && !item.typeOnly,
  );
  assert.deepEqual(say(eager), []);
});

test('OpenTelemetry comes with the first process that takes traces', () => {
  const eager = ownImports.filter(
    (item) => own(item).startsWith('telemetry/otel/') && !item.file.startsWith('telemetry/otel/') && !item.dynamic,
  );
  assert.deepEqual(say(eager), []);
});

test('the environment is read in config.ts and client/env.ts alone', () => {
  const readers = files.filter((file) => /process\.env/.test(readFileSync(join(SRC, file), 'utf8')));
  assert.deepEqual(
    readers.filter((file) => !['config.ts', 'client/env.ts'].includes(file)),
    [],
  );
});

test('analysis, format, catalogue and IAM policies are pure: no I/O, no clock', () => {
  const pure = files.filter((file) => PURE.includes(folderOf(file)));
  const wrongImports = imports.filter((item) => pure.includes(item.file) && /^node:(?!crypto)/.test(item.specifier));
  assert.deepEqual(say(wrongImports), []);
  const clocks = pure.filter((file) =>
    /Date\.now\(|new Date\(\)|performance\.now|setTimeout|Math\.random/.test(readFileSync(join(SRC, file), 'utf8')),
  );
  assert.deepEqual(clocks, []);
});

test('every tool file is in tools/index.ts under its own name, and the other way round', () => {
  const names = files
    .filter((file) => /^tools\/[^/]+\/[^/]+\.ts$/.test(file))
    .map((file) => `${file.split('/')[1]}/${basename(file, '.ts').replaceAll('-', '_')}`);
  assert.deepEqual(TOOLS.map((tool) => `${tool.toolset}/${tool.name}`).toSorted(), names.toSorted());
});

test('no default exports, no barrels but tools/index.ts', () => {
  const defaults = files.filter((file) => /^export default/m.test(readFileSync(join(SRC, file), 'utf8')));
  assert.deepEqual(defaults, []);
  assert.deepEqual(
    files.filter((file) => basename(file) === 'index.ts'),
    ['tools/index.ts'],
  );
});

test('no file is longer than 250 lines', () => {
  const long = files.filter((file) => readFileSync(join(SRC, file), 'utf8').split('\n').length > 251);
  assert.deepEqual(long, []);
});
