import { parse, stringify } from 'yaml';
import { only, render, type KubernetesObject } from './chart.ts';

/** Rendered for the oldest Kubernetes that the chart takes: what is applied by hand must work on all. */
const KUBERNETES = '1.29.0';

/** The base has no namespace: where the chart writes this one, Kubernetes puts the pod's own. */
const NAMESPACE = 'the-namespace';
const OWN_NAMESPACE = [
  { name: 'POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
] as const;

/** Labels that tell of Helm. */
const OF_HELM = ['app.kubernetes.io/managed-by', 'helm.sh/chart'];

/**
 * The files of k8s/base by name, as the chart renders them: without a namespace, which overlays give, and with the
 * settings as a file from which kustomize makes the ConfigMap, so that a change of it rolls the pods.
 */
export async function k8sBase(): Promise<Record<string, string>> {
  const objects = (await render({ kubeVersion: KUBERNETES, namespace: NAMESPACE })).filter(
    ({ metadata }) => metadata.annotations?.['helm.sh/hook'] === undefined,
  );
  const settings = only(objects, 'ConfigMap');
  const { allowedHosts, ...config } = parse((settings['data'] as Record<string, string>)['config.yaml'] ?? '') as {
    allowedHosts: string[];
  };
  const others = objects
    .filter((object) => object !== settings)
    .map((object) => withHosts(withoutHelm(object), allowedHosts));
  const files = Object.fromEntries(
    others.map((object) => [`${object.kind.toLowerCase()}.yaml`, stringify(object, { lineWidth: 0 })]),
  );
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: Object.keys(files).toSorted(),
    configMapGenerator: [
      {
        name: settings.metadata.name,
        files: ['config.yaml'],
        options: { labels: withoutHelm(settings).metadata.labels },
      },
    ],
  };
  return {
    ...files,
    'config.yaml': stringify(config, { indentSeq: false }),
    'kustomization.yaml': stringify(kustomization),
  };
}

/** The hosts as a variable, in which Kubernetes writes the namespace of the pod. */
function withHosts(object: KubernetesObject, hosts: readonly string[]): KubernetesObject {
  if (object.kind !== 'Deployment') return object;
  const value = hosts.map((host) => host.replace(`.${NAMESPACE}`, '.$(POD_NAMESPACE)')).join(',');
  const own = [...OWN_NAMESPACE, { name: 'CLOUDWATCH_MCP_ALLOWED_HOSTS', value }];
  object['spec'].template.spec.containers[0].env.push(...own);
  return object;
}

function withoutHelm(object: KubernetesObject): KubernetesObject {
  const copy = structuredClone(object) as any; // oxlint-disable-line typescript/no-explicit-any
  delete copy.metadata.namespace;
  for (const metadata of [copy.metadata, copy.spec?.template?.metadata]) {
    for (const label of OF_HELM) delete metadata?.labels?.[label];
    if (metadata?.annotations?.['checksum/config'] !== undefined) delete metadata.annotations['checksum/config'];
    if (Object.keys(metadata?.annotations ?? { some: '' }).length === 0) delete metadata.annotations;
  }
  return copy as KubernetesObject;
}
