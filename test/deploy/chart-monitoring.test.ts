import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import pino from 'pino';
import { stringify } from 'yaml';
import { loadConfig } from '../../src/config.ts';
import { connectionGauge } from '../../src/http/connection-gauge.ts';
import { refusalCounter } from '../../src/http/refusals.ts';
import { createService } from '../../src/service.ts';
import { CRD_KINDS, only, render } from '../../scripts/chart.ts';
import { missing, runTool } from '../../scripts/deploy-tools.ts';
import { OUTCOMES } from '../support/outcomes.ts';
import { casesOf, TRIED } from './alert-cases.ts';

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  /** None of a row, which is a heading. */
  readonly targets?: readonly { readonly expr: string }[];
}

const skip = missing('helm', 'promtool');
const scratch = await mkdtemp(join(tmpdir(), 'cloudwatch-mcp-rules-'));
after(() => rm(scratch, { recursive: true }));

const values = { prometheusRule: { enabled: true }, dashboard: { enabled: true } };
const objects = skip === false ? await render({ values, apiVersions: CRD_KINDS }) : [];

/** The names of the series that the service really has at /metrics. */
async function seriesNames(): Promise<Set<string>> {
  const { registry, close } = createService(loadConfig([], {}), pino({ level: 'silent' }));
  refusalCounter(registry);
  connectionGauge(registry, createServer());
  close();
  const types = [...(await registry.metrics()).matchAll(/^# TYPE (\S+) (\S+)/gm)];
  return new Set(
    types.flatMap(([, name = '', type]) =>
      type === 'histogram' ? ['_bucket', '_sum', '_count'].map((suffix) => name + suffix) : [name],
    ),
  );
}

function panels(): Panel[] {
  const map = objects.find(({ metadata }) => metadata.name === 'cloudwatch-mcp-dashboard');
  const data = map?.['data'] as Record<string, string> | undefined;
  return (JSON.parse(data?.['jarvis-cloudwatch-mcp.json'] ?? '') as { panels: Panel[] }).panels;
}

const alertsOf = (): { alert: string; expr: string }[] => only(objects, 'PrometheusRule')['spec'].groups[0].rules;

async function save(name: string, content: object): Promise<string> {
  await writeFile(join(scratch, name), stringify(content));
  return name;
}

async function promtool(what: string, files: readonly string[]): Promise<void> {
  const { code, output } = await runTool('promtool', [what, 'rules', ...files], '', scratch);
  assert.equal(code, 0, output);
}

void describe('alerts and dashboard', { skip }, () => {
  void test('ask for series that the service has, of this release alone', async () => {
    const known = await seriesNames();
    const expressions = [...alertsOf(), ...panels().flatMap(({ targets = [] }) => targets)].map(({ expr }) => expr);
    assert.ok(expressions.length > 10);
    for (const expr of expressions) {
      const selectors = [...expr.matchAll(/([a-z_:][a-z0-9_:]*)\{([^}]*)\}/g)];
      assert.ok(selectors.length > 0, expr);
      for (const [, name = '', labels] of selectors) {
        assert.ok(name === 'up' || known.has(name), `${name} is not at /metrics`);
        assert.match(labels ?? '', /^namespace="jarvis",job="cloudwatch-mcp"(?:,|$)/);
      }
    }
  });

  void test('tell outcomes apart that calls really have', () => {
    const text = JSON.stringify([alertsOf(), panels()]);
    const named = [...text.matchAll(/outcome(?:=~|!=|=)\\"([^"\\]+)/g)].flatMap(([, names = '']) => names.split('|'));
    assert.ok(named.length > 5);
    assert.deepEqual(
      named.filter((name) => !OUTCOMES.includes(name)),
      [],
    );
  });

  void test('are expressions that Prometheus takes', async () => {
    const alerts = await save('alerts.yaml', only(objects, 'PrometheusRule')['spec']);
    const rules = panels().flatMap(({ targets = [] }) =>
      targets.map(({ expr }, at) => ({ record: `panel:${at}`, expr: expr.replaceAll('$__rate_interval', '5m') })),
    );
    const groups = rules.map((rule, at) => ({ name: String(at), rules: [rule] }));
    await promtool('check', [alerts, await save('panels.yaml', { groups })]);
  });

  void test('fire at their limits and after their time, not below and not before', async () => {
    const rules = alertsOf();
    assert.deepEqual(Object.keys(TRIED).toSorted(), rules.map(({ alert }) => alert).toSorted());
    const tests = rules.map(async (rule) => {
      // Its texts are for people: promtool would compare them word by word.
      await save(`${rule.alert}.yaml`, { groups: [{ name: 'tried', rules: [{ ...rule, annotations: {} }] }] });
      const tried = TRIED[rule.alert];
      assert.ok(tried !== undefined);
      const content = { rule_files: [`${rule.alert}.yaml`], tests: casesOf(rule.alert, tried) };
      return save(`${rule.alert}.test.yaml`, { evaluation_interval: '1m', ...content });
    });
    await promtool('test', await Promise.all(tests));
  });

  void test('the panels have places and numbers of their own', () => {
    const all = panels();
    assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
    for (const { gridPos: a, title, id } of all) {
      assert.ok(a.x + a.w <= 24, title);
      const over = all.find(
        ({ gridPos: b, id: other }) =>
          other !== id && a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h,
      );
      assert.equal(over?.title, undefined, title);
    }
  });
});
