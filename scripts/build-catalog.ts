import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readSource, SOURCES } from './catalog/archives.ts';
import { mergeFacts } from './catalog/merge.ts';
import { readOwnFacts } from './catalog/own.ts';
import { parseAwslabs } from './catalog/parse-awslabs.ts';
import { parseGrafana } from './catalog/parse-grafana.ts';
import { parseServiceSpec } from './catalog/parse-service-spec.ts';
import { writeCatalog } from './catalog/write.ts';

/** Writes src/catalog/metrics.json anew, from three published packages (NOTICE) and scripts/catalog/own/. Needs their registries. */
const MAX_BYTES = 700_000;
const file = resolve(import.meta.dirname, '../src/catalog/metrics.json');
const folder = mkdtempSync(join(tmpdir(), 'catalog-'));
try {
  const data = mergeFacts({
    own: readOwnFacts(),
    spec: parseServiceSpec(readSource(SOURCES.spec, folder)),
    grafana: parseGrafana(readSource(SOURCES.grafana, folder)),
    awslabs: parseAwslabs(readSource(SOURCES.awslabs, folder)),
  });
  const text = writeCatalog(data);
  if (text.length > MAX_BYTES) throw new Error(`The catalogue has ${text.length} B, over ${MAX_BYTES}.`);
  writeFileSync(file, text);
  const namespaces = Object.values(data);
  const metrics = namespaces.reduce((sum, one) => sum + Object.keys(one.metrics).length, 0);
  process.stdout.write(`${file}: ${metrics} metrics in ${namespaces.length} namespaces, ${text.length} B\n`);
} finally {
  rmSync(folder, { recursive: true });
}
