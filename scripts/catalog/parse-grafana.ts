import type { Facts } from './facts.ts';

const ENTRY = /"([^"\n]+)":\s*\{([^{}]*)\}/g;
const TEXT = /"([^"\n]*)"/g;

/** Facts of grafana-aws-sdk's `pkg/cloudWatchConsts/metrics.go`: names, and the dimension names of each namespace. */
export function parseGrafana(source: string): Facts {
  return {
    metrics: Object.entries(mapOf(source, 'NamespaceMetricsMap')).flatMap(([namespace, names]) =>
      names.map((name) => ({ namespace, name })),
    ),
    dimensionNames: mapOf(source, 'NamespaceDimensionKeysMap'),
  };
}

/** A variable of type `map[string][]string`. @throws Error where the source has none of that name */
function mapOf(source: string, variable: string): Record<string, string[]> {
  const [, body] = new RegExp(String.raw`var ${variable} = map\[string\]\[\]string\{([\s\S]*?)\n\}`).exec(source) ?? [];
  if (body === undefined) throw new Error(`There is no ${variable} in metrics.go.`);
  return Object.fromEntries(
    [...body.matchAll(ENTRY)].map(([, key = '', list = '']) => [
      key,
      [...list.matchAll(TEXT)].map(([, text = '']) => text.trim()),
    ]),
  );
}
