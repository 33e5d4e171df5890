import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { CHART, CRD_KINDS, render, ROOT, type KubernetesObject } from '../../scripts/chart.ts';
import { missing } from '../../scripts/deploy-tools.ts';

const run = promisify(execFile);
const skip = missing('helm');
const scratch = await mkdtemp(join(tmpdir(), 'cloudwatch-mcp-upgrade-'));
after(() => rm(scratch, { recursive: true }));

/** The version that the first release has: before it there is nothing to upgrade from. */
const FIRST = '0.1.0';

/** What Kubernetes never lets change in an object that is there. */
const IMMUTABLE: Readonly<Record<string, (object: KubernetesObject) => unknown>> = {
  Deployment: (object) => object['spec'].selector,
};

/** Why `helm upgrade` from the one set of objects to the other would fail, or break who relies on a name. */
function obstacles(before: readonly KubernetesObject[], now: readonly KubernetesObject[]): string[] {
  const key = ({ kind, metadata }: KubernetesObject): string => `${kind} ${metadata.name}`;
  const later = new Map(now.map((object) => [key(object), object]));
  return before.flatMap((object) => {
    const other = later.get(key(object));
    if (other === undefined)
      return ['Service', 'ServiceAccount'].includes(object.kind) ? [`${key(object)} is gone`] : [];
    const field = IMMUTABLE[object.kind];
    const same = field === undefined || JSON.stringify(field(object)) === JSON.stringify(field(other));
    return same ? [] : [`${key(object)} changes what cannot be changed`];
  });
}

/** The newest release before this version: `v…` or `chart-…` tags that hold a chart. Empty where there is no git. */
async function lastRelease(): Promise<string | undefined> {
  const git = (...args: string[]): Promise<string> =>
    run('git', ['-C', ROOT, ...args]).then(
      ({ stdout }) => stdout,
      () => '',
    );
  const tags = (await git('tag', '--list', 'v[0-9]*', 'chart-*', '--sort=-creatordate')).split('\n').filter(Boolean);
  const current = versionOf(CHART);
  for (const tag of tags) {
    const text = await git('show', `${tag}:charts/cloudwatch-mcp/Chart.yaml`);
    if (text !== '' && (parse(text) as { version: string }).version !== current) return tag;
  }
  return undefined;
}

function versionOf(chart: string): string {
  return (parse(readFileSync(join(chart, 'Chart.yaml'), 'utf8')) as { version: string }).version;
}

/** The chart as a commit has it. */
async function chartAt(revision: string): Promise<string> {
  const archive = join(scratch, `${revision}.tar`);
  await run('git', ['-C', ROOT, 'archive', '--output', archive, revision, 'charts/cloudwatch-mcp']);
  await run('tar', ['-xf', archive, '-C', scratch]);
  return join(scratch, 'charts/cloudwatch-mcp');
}

void test('what cannot be upgraded is seen', { skip }, async () => {
  const before = await render();
  assert.deepEqual(
    obstacles(before, await render({ values: { config: { region: 'eu-west-1' }, replicaCount: 5 } })),
    [],
  );
  assert.deepEqual(obstacles(before, await render({ values: { nameOverride: 'mcp' } })), [
    'Deployment cloudwatch-mcp changes what cannot be changed',
  ]);
  assert.deepEqual(obstacles(before, await render({ values: { serviceAccount: { name: 'other' } } })), [
    'ServiceAccount cloudwatch-mcp-service-account is gone',
  ]);
});

void test(
  'an upgrade from the last released chart renders, with the values that were right for it',
  { skip },
  async (t) => {
    const release = await lastRelease();
    if (release === undefined) {
      // A clone without tags must not pass for a first release.
      const why = `Chart ${versionOf(CHART)} follows ${FIRST}, and no tag has an older chart: fetch them by git fetch --tags`;
      assert.equal(versionOf(CHART), FIRST, why);
      t.diagnostic(`This is ${FIRST}, the first release: there is nothing to upgrade from yet.`);
      return;
    }
    const old = await chartAt(release);
    for (const file of [undefined, ...globSync('ci/*-values.yaml', { cwd: old }).map((name) => join(old, name))]) {
      const files = file === undefined ? [] : [file];
      const [before, now] = await Promise.all(
        [old, CHART].map((chart) => render({ chart, files, apiVersions: CRD_KINDS })),
      );
      assert.deepEqual(obstacles(before ?? [], now ?? []), [], file ?? 'the defaults');
    }
  },
);
