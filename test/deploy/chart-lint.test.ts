import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { CHART, valuesFiles } from '../../scripts/chart.ts';
import { missing, runTool } from '../../scripts/deploy-tools.ts';

const scratch = await mkdtemp(join(tmpdir(), 'cloudwatch-mcp-chart-'));
after(() => rm(scratch, { recursive: true }));

for (const helm of ['helm', 'helm3']) {
  void describe(`${helm} lint --strict finds nothing`, { skip: missing(helm) }, () => {
    for (const file of [undefined, ...valuesFiles()]) {
      void test(file === undefined ? 'with the defaults' : `with ${basename(file)}`, async () => {
        const { code, output } = await runTool(helm, [
          'lint',
          '--strict',
          CHART,
          ...(file === undefined ? [] : ['--values', file]),
        ]);
        assert.equal(code, 0, output);
        assert.doesNotMatch(output, /\[(?:WARNING|ERROR)\]/);
      });
    }
  });
}

void test('the suites of helm-unittest pass', { skip: missing('helm-unittest') }, async () => {
  const { code, output } = await runTool('helm-unittest', ['--strict', '--color=false', CHART]);
  assert.equal(code, 0, output);
});

void test('each template has a suite', () => {
  const names = (pattern: string): string[] =>
    globSync(pattern, { cwd: CHART }).map((file) =>
      basename(file)
        .replace(/(_test)?\.(?:yaml|txt)$/, '')
        .toLowerCase(),
    );
  const suites = names('tests/*_test.yaml');
  assert.deepEqual(
    names('templates/**/*.{yaml,txt}').filter((template) => !suites.includes(template)),
    [],
  );
});

void test(
  "the chart's README is what helm-docs writes: npm run k8s writes it",
  { skip: missing('helm-docs') },
  async () => {
    await cp(CHART, join(scratch, 'chart'), { recursive: true });
    const { code, output } = await runTool('helm-docs', [
      '--chart-search-root',
      scratch,
      '--sort-values-order',
      'file',
    ]);
    assert.equal(code, 0, output);
    assert.equal(
      readFileSync(join(CHART, 'README.md'), 'utf8'),
      readFileSync(join(scratch, 'chart/README.md'), 'utf8'),
    );
  },
);

void test('chart and service are of one version', () => {
  const { version } = JSON.parse(readFileSync(join(CHART, '../../package.json'), 'utf8')) as { version: string };
  assert.match(readFileSync(join(CHART, 'Chart.yaml'), 'utf8'), new RegExp(`^appVersion: ["']?${version}["']?$`, 'm'));
});
