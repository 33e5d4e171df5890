import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { k8sBase } from '../../scripts/k8s-base.ts';
import { conform, kubernetesVersions, objectsOf, only, ROOT } from '../../scripts/chart.ts';
import { missing, runTool } from '../../scripts/deploy-tools.ts';

const K8S = join(ROOT, 'k8s');

void test('k8s/base is what the chart renders: npm run k8s writes it', { skip: missing('helm') }, async () => {
  const files = await k8sBase();
  assert.deepEqual(globSync('*', { cwd: join(K8S, 'base') }).toSorted(), Object.keys(files).toSorted());
  for (const [name, text] of Object.entries(files))
    assert.equal(readFileSync(join(K8S, 'base', name), 'utf8'), text, name);
});

for (const namespace of ['jarvis', 'jarvis-demo']) {
  void describe(`the overlay ${namespace}`, { skip: missing('kubectl', 'kubeconform', 'schemas') }, () => {
    const build = (): ReturnType<typeof runTool> => runTool('kubectl', ['kustomize', join(K8S, 'overlays', namespace)]);

    void test('is valid in the oldest and the newest Kubernetes', async () => {
      const { code, stdout, output } = await build();
      assert.equal(code, 0, output);
      for (const version of kubernetesVersions()) {
        const checked = await conform(stdout, version);
        assert.match(checked.output, /Valid: 6, Invalid: 0, Errors: 0, Skipped: 0/);
      }
    });

    void test('puts all into its namespace, with the role and the image of an account that is yet to be named', async () => {
      const objects = objectsOf((await build()).stdout);
      assert.deepEqual([...new Set(objects.map(({ metadata }) => metadata.namespace))], [namespace]);
      const account = only(objects, 'ServiceAccount').metadata;
      assert.equal(account.name, 'cloudwatch-mcp-service-account');
      assert.match(
        account.annotations?.['eks.amazonaws.com/role-arn'] ?? '',
        /^arn:aws:iam::ACCOUNT_ID:role\/CloudWatchMCPServerRole$/,
      );
      const { spec } = only(objects, 'Deployment')['spec'].template;
      assert.equal(spec.serviceAccountName, account.name);
      assert.match(spec.containers[0].image, /^ACCOUNT_ID\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com\/cloudwatch-mcp:\d/);
    });

    void test('names the ConfigMap by what is in it, so that a change rolls the pods', async () => {
      const objects = objectsOf((await build()).stdout);
      const { name } = only(objects, 'ConfigMap').metadata;
      assert.match(name, /^cloudwatch-mcp-[a-z0-9]{10}$/);
      const { volumes } = only(objects, 'Deployment')['spec'].template.spec;
      assert.equal(volumes[0].configMap.name, name);
    });
  });
}
