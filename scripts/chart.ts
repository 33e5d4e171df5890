import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { runTool, type Outcome } from './deploy-tools.ts';
import { findDeployTool } from './find-deploy-tool.ts';

export const ROOT = resolve(import.meta.dirname, '..');
export const CHART = join(ROOT, 'charts/cloudwatch-mcp');

/** An object as Kubernetes takes it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  // Tests read deep into it.
  readonly [field: string]: any; // oxlint-disable-line typescript/no-explicit-any
}

export interface Release {
  readonly values?: object;
  readonly files?: readonly string[];
  readonly name?: string;
  readonly namespace?: string;
  readonly kubeVersion?: string;
  readonly apiVersions?: readonly string[];
  readonly helm?: 'helm' | 'helm3';
  readonly chart?: string;
}

/** The kinds of others that the chart has objects of, as a cluster with their definitions says it. */
export const CRD_KINDS = [
  'monitoring.coreos.com/v1/ServiceMonitor',
  'monitoring.coreos.com/v1/PrometheusRule',
  'gateway.networking.k8s.io/v1/HTTPRoute',
];

/** `helm template`, whatever comes of it. */
export async function template(release: Release = {}): Promise<Outcome> {
  const { values, files = [], name = 'cloudwatch-mcp', namespace = 'jarvis' } = release;
  const args = ['template', name, release.chart ?? CHART, '--namespace', namespace];
  if (release.kubeVersion !== undefined) args.push('--kube-version', release.kubeVersion);
  for (const kind of release.apiVersions ?? []) args.push('--api-versions', kind);
  for (const file of files) args.push('--values', file);
  if (values !== undefined) args.push('--values', '-');
  return runTool(release.helm ?? 'helm', args, values === undefined ? '' : JSON.stringify(values));
}

/**
 * The objects that a release is made of.
 * @throws Error with helm's words where it refuses
 */
export async function render(release: Release = {}): Promise<KubernetesObject[]> {
  const { code, stdout, output } = await template(release);
  if (code !== 0) throw new Error(output);
  return objectsOf(stdout);
}

/**
 * The objects of a text of many YAML documents.
 * @throws YAMLParseError where one is none, such as where a key is there twice
 */
export function objectsOf(text: string): KubernetesObject[] {
  return parseAllDocuments(text).flatMap((document) => {
    for (const error of document.errors) throw error;
    const object = document.toJS() as KubernetesObject | null;
    return object === null ? [] : [object];
  });
}

/** The one object of a kind. */
export function only(objects: readonly KubernetesObject[], kind: string): KubernetesObject {
  const found = objects.filter((object) => object.kind === kind);
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} objects are a ${kind}`);
  return found[0];
}

/** The values that the chart is tried with, beside its defaults. */
export function valuesFiles(): string[] {
  return readdirSync(join(CHART, 'ci'))
    .filter((name) => name.endsWith('-values.yaml'))
    .map((name) => join(CHART, 'ci', name));
}

/** The Kubernetes versions that there are schemas of, oldest first. */
export function kubernetesVersions(): string[] {
  const schemas = findDeployTool('schemas');
  const names = schemas === undefined ? [] : readdirSync(schemas);
  return names
    .flatMap((name) => /^v(\d+\.\d+\.\d+)-standalone-strict$/.exec(name)?.[1] ?? [])
    .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** What kubeconform says of manifests: every field known, every kind known. */
export async function conform(manifests: string, version: string): Promise<Outcome> {
  const schemas = findDeployTool('schemas') ?? '';
  const crds = join(schemas, 'crds', '{{.ResourceKind}}{{.KindSuffix}}.json');
  return runTool(
    'kubeconform',
    ['-strict', '-summary', '-kubernetes-version', version, '-schema-location', schemas, '-schema-location', crds],
    manifests,
  );
}
