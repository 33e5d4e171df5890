import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { describe, test } from 'node:test';
import {
  conform,
  CRD_KINDS,
  kubernetesVersions,
  objectsOf,
  only,
  render,
  template,
  valuesFiles,
} from '../../scripts/chart.ts';
import { missing } from '../../scripts/deploy-tools.ts';

const skip = missing('helm', 'kubeconform', 'schemas');
const versions = kubernetesVersions();
const oldest = versions[0] ?? '';

/** Objects that are not in every namespace of their own. */
const CLUSTER_WIDE =
  /^(?:Cluster|CustomResourceDefinition|Namespace|PriorityClass|StorageClass|.*WebhookConfiguration|PersistentVolume$|APIService|GatewayClass)/;

void test('there are schemas of Kubernetes 1.29 and of a newer one', { skip }, () => {
  assert.equal(versions.length, 2);
  assert.match(oldest, /^1\.29\./);
});

void describe('what the chart makes is valid', { skip, concurrency: 2 }, () => {
  for (const version of versions) {
    for (const file of [undefined, ...valuesFiles()]) {
      const files = file === undefined ? [] : [file];
      void test(`Kubernetes ${version}, ${file === undefined ? 'defaults' : basename(file)}`, async () => {
        const rendered = await template({ files, kubeVersion: version, apiVersions: CRD_KINDS });
        assert.equal(rendered.code, 0, rendered.output);
        const { code, output } = await conform(rendered.stdout, version);
        assert.equal(code, 0, output);
        assert.match(output, /Valid: [1-9]\d*, Invalid: 0, Errors: 0, Skipped: 0/);
      });
    }
  }

  void test('a field that Kubernetes does not know is seen, deep in a kind of its own and of another', async () => {
    const files = valuesFiles().filter((file) => file.endsWith('full-values.yaml'));
    const { stdout } = await template({ files, apiVersions: CRD_KINDS });
    for (const [right, wrong] of [
      ['periodSeconds', 'periodSecond'],
      ['scrapeTimeout', 'scrapeTimeOut'],
      ['parentRefs', 'parentReferences'],
      ['averageUtilization', 'averageUtilisation'],
    ] as const) {
      assert.ok(stdout.includes(`${right}:`), right);
      const { code, output } = await conform(stdout.replaceAll(`${right}:`, `${wrong}:`), oldest);
      assert.notEqual(code, 0, wrong);
      assert.match(output, new RegExp(wrong));
    }
  });
});

void test('no label or annotation is there twice, whatever values give it', { skip: missing('helm') }, async () => {
  const label = { team: 'common' };
  const values = {
    commonLabels: label,
    commonAnnotations: label,
    podLabels: { team: 'pods' },
    podAnnotations: { team: 'pods' },
    service: { annotations: label },
    serviceMonitor: { enabled: true, labels: { app: 'prometheus', team: 'monitor' } },
    prometheusRule: { enabled: true, labels: { app: 'prometheus', team: 'rule' }, alertLabels: label },
    dashboard: { enabled: true, labels: label, annotations: label },
  };
  const objects = await render({ values, apiVersions: CRD_KINDS });
  const { labels } = only(objects, 'Deployment')['spec'].template.metadata;
  assert.deepEqual([labels.team, labels.app], ['pods', 'cloudwatch-mcp']);
  const found = only(objects, 'ServiceMonitor').metadata.labels;
  assert.deepEqual([found?.['team'], found?.['app']], ['monitor', 'prometheus']);
  for (const { metadata } of objects) assert.ok(metadata.labels?.['team'], metadata.name);
  assert.throws(() => objectsOf('metadata:\n  labels: { app: one, app: two }'), /unique/);
});

void describe('helm 3 and helm 4', { skip: skip || missing('helm3'), concurrency: 2 }, () => {
  for (const file of [undefined, ...valuesFiles()]) {
    void test(`make the same of ${file === undefined ? 'the defaults' : basename(file)}`, async () => {
      const files = file === undefined ? [] : [file];
      const [three, four] = await Promise.all(
        (['helm3', 'helm'] as const).map((helm) =>
          render({ helm, files, kubeVersion: oldest, apiVersions: CRD_KINDS }),
        ),
      );
      assert.deepEqual(byKind(three ?? []), byKind(four ?? []));
    });
  }
});

function byKind(objects: Awaited<ReturnType<typeof render>>): Record<string, unknown> {
  return Object.fromEntries(objects.map((object) => [`${object.kind} ${object.metadata.name}`, object]));
}

void describe('two releases', { skip: missing('helm') }, () => {
  const files = valuesFiles().filter((file) => file.endsWith('full-values.yaml'));

  void test('in two namespaces share no object, no name beyond their namespace and no dashboard', async () => {
    const [one = [], other = []] = await Promise.all(
      ['jarvis', 'jarvis-demo'].map((namespace) => render({ namespace, files, apiVersions: CRD_KINDS })),
    );
    assert.equal(one.length, other.length);
    const key = ({ kind, metadata }: (typeof one)[number]): string => `${kind} ${metadata.namespace} ${metadata.name}`;
    const own = one.filter((object) => object.metadata.name !== 'cloudwatch-mcp-extra');
    const taken = new Set(other.map(key));
    assert.deepEqual(
      own.map(key).filter((name) => taken.has(name)),
      [],
    );
    for (const object of own) {
      assert.equal(object.metadata.namespace, 'jarvis', object.kind);
      assert.doesNotMatch(object.kind, CLUSTER_WIDE);
    }
    // The other release's namespace appears in nothing that this one makes.
    assert.doesNotMatch(JSON.stringify(own), /jarvis-demo/);
    const [board, otherBoard] = [one, other].map((objects) => dashboardOf(objects));
    assert.notEqual(board?.file, otherBoard?.file);
    assert.notEqual(board?.uid, otherBoard?.uid);
  });

  void test('in one namespace collide in the service account alone, which the second then does not make', async () => {
    const [one, other] = await Promise.all([
      render({ name: 'cloudwatch-mcp' }),
      render({ name: 'second', values: { serviceAccount: { create: false } } }),
    ]);
    const names = new Set(one.map(({ kind, metadata }) => `${kind} ${metadata.name}`));
    assert.deepEqual(
      other.map(({ kind, metadata }) => `${kind} ${metadata.name}`).filter((name) => names.has(name)),
      [],
    );
    const selector = only(one, 'Service')['spec'].selector as Record<string, string>;
    const labels = only(other, 'Deployment')['spec'].template.metadata.labels as Record<string, string>;
    assert.ok(
      Object.entries(selector).some(([label, value]) => labels[label] !== value),
      'a Service finds the pods of the other',
    );
  });
});

function dashboardOf(objects: Awaited<ReturnType<typeof render>>): { file: string; uid: string } {
  const map = objects.find(({ metadata }) => metadata.name.endsWith('-dashboard'));
  const [[file, text] = ['', '{}']] = Object.entries((map?.['data'] ?? {}) as Record<string, string>);
  return { file, uid: (JSON.parse(text) as { uid: string }).uid };
}
