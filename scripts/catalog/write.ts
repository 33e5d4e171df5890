import type { CatalogData } from '../../src/catalog/data.ts';

/** The catalogue as its file holds it: a metric a line, so that a change of one is a change of one line. */
export function writeCatalog(data: CatalogData): string {
  const namespaces = Object.entries(data).map(([namespace, { metrics, ...shared }]) => {
    const lines = Object.entries(metrics).map(([name, metric]) => `${JSON.stringify(name)}:${JSON.stringify(metric)}`);
    const head = JSON.stringify(shared).slice(1, -1);
    return `${JSON.stringify(namespace)}:{${head},"metrics":{\n${lines.join(',\n')}}}`;
  });
  return `{\n${namespaces.join(',\n')}\n}\n`;
}
