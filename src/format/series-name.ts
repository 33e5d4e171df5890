/** PromQL's writing of names and label sets. */
const LABEL = /^[A-Za-z_][A-Za-z0-9_]*$/;
const METRIC = /^[A-Za-z_:][A-Za-z0-9_:]*$/;

/**
 * A series as PromQL writes it, so that it can be asked for: `up{job="api"}`; names that are not plain in quotes, as
 * Prometheus 3 takes them: `{"http.requests", "service.name"="api"}`. `{}` where there is no label.
 */
export function seriesName(labels: Readonly<Record<string, string>>): string {
  const { __name__: metric, ...rest } = labels;
  const matchers = Object.entries(rest)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${labelName(name)}=${quoted(value)}`);
  if (metric === undefined) return `{${matchers.join(', ')}}`;
  if (!METRIC.test(metric)) return `{${[quoted(metric), ...matchers].join(', ')}}`;
  return matchers.length === 0 ? metric : `${metric}{${matchers.join(', ')}}`;
}

/** `job`, `"service.name"`. */
export function labelName(name: string): string {
  return LABEL.test(name) ? name : quoted(name);
}

/** What a quoted text cannot hold as it is. */
const SPECIAL = /["\\\n]/;

function quoted(text: string): string {
  if (!SPECIAL.test(text)) return `"${text}"`;
  return `"${text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`)}"`;
}
