import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { CRD_KINDS, only, render } from '../../scripts/chart.ts';
import { missing } from '../../scripts/deploy-tools.ts';
import { SCRAPING_MISSING, startScraping, type ScrapingPrometheus } from '../support/scraping-prometheus.ts';
import { until } from '../support/until.ts';
import { startBusyService, type BusyService } from './busy-service.ts';

interface Rule {
  readonly alert: string;
  readonly expr: string;
}
interface Panel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
}

const skip = missing('helm') || SCRAPING_MISSING;
/** How long traffic goes on until every panel has something to show, milliseconds. */
const PATIENCE_MS = 120_000;
/** Grafana makes it four scrapes or so; it must be long enough for a round of traffic. */
const RATE_INTERVAL = '30s';

/** What one healthy process has none of. */
const MAY_BE_ZERO: readonly string[] = ['Starts in an hour, by pod'];

/** What the traffic must set off, and what it must not. */
const RISING = [
  'CloudWatchMCPAccessDenied',
  'CloudWatchMCPCredentials',
  'CloudWatchMCPErrors',
  'CloudWatchMCPRefused',
  'CloudWatchMCPThrottled',
  'CloudWatchMCPUpstreamThrottled',
];
const QUIET = [
  'CloudWatchMCPDown',
  'CloudWatchMCPFileDescriptors',
  'CloudWatchMCPIssuer',
  'CloudWatchMCPMemory',
  'CloudWatchMCPRestarts',
];

void describe('a real Prometheus that scrapes the busy service', { skip }, () => {
  let prometheus: ScrapingPrometheus;
  let service: BusyService;
  let rules: readonly Rule[];
  let panels: readonly Panel[];

  before(async () => {
    const values = { prometheusRule: { enabled: true }, dashboard: { enabled: true } };
    const objects = await render({ values, apiVersions: CRD_KINDS });
    const { groups } = only(objects, 'PrometheusRule')['spec'] as { groups: { rules: Rule[] }[] };
    rules = groups.flatMap((group) => group.rules);
    const board = objects.find(({ metadata }) => metadata.name === 'cloudwatch-mcp-dashboard');
    const [text = ''] = Object.values((board?.['data'] ?? {}) as Record<string, string>);
    panels = (JSON.parse(text) as { panels: Panel[] }).panels;
    prometheus = await startScraping();
    service = await startBusyService(prometheus.url);
    await prometheus.scrape(service.target, groups);
  });
  after(() => Promise.all([service.close(), prometheus.close()]));

  void test('has data for every query of the dashboard', async (t) => {
    const unseen = new Map(
      panels.flatMap(({ title, targets = [] }) =>
        targets.map(({ expr }) => [expr.replaceAll('$__rate_interval', RATE_INTERVAL), title] as const),
      ),
    );
    const queries = unseen.size;
    assert.ok(queries > 25, `${queries} queries`);
    const [since, began] = [performance.now(), Date.now()];
    const look = async () => {
      for (const [expr, title] of unseen) {
        const values = (await prometheus.history(expr, began)).filter(Number.isFinite);
        if (values.some((value) => value > 0 || MAY_BE_ZERO.includes(title))) unseen.delete(expr);
      }
    };
    let rounds = 0;
    while (unseen.size > 0 && performance.now() - since < PATIENCE_MS) {
      await service.round();
      await look();
      rounds += 1;
    }
    t.diagnostic(`${queries} queries had data after ${rounds} rounds, ${Math.round(performance.now() - since)} ms`);
    assert.deepEqual(
      [...unseen].map(([expr, title]) => `${title}: ${expr}`),
      [],
    );
  });

  void test('knows every series that an alert looks at, and takes every rule', async () => {
    const { groups } = (await prometheus.get('/api/v1/rules')) as {
      groups: { rules: { name: string; health: string; lastError?: string }[] }[];
    };
    const taken = groups.flatMap((group) => group.rules);
    assert.deepEqual(
      taken.map(({ name, health, lastError }) => [name, health, lastError]),
      rules.map(({ alert }) => [alert, 'ok', undefined]),
    );
    for (const { alert, expr } of rules) {
      const selectors = [...expr.matchAll(/[a-z_:][a-z0-9_:]*\{[^}]*\}/g)].map(([selector]) => selector);
      assert.ok(selectors.length > 0, alert);
      for (const selector of selectors) {
        assert.ok((await prometheus.values(selector)).length > 0, `${alert}: there is no ${selector}`);
      }
    }
  });

  void test('raises the alerts of what went wrong, and no other', async () => {
    const raised = new Set<string>();
    const look = async () => {
      const { alerts } = (await prometheus.get('/api/v1/alerts')) as { alerts: { labels: Record<string, string> }[] };
      for (const { labels } of alerts) raised.add(labels['alertname'] ?? '');
      return RISING.every((name) => raised.has(name));
    };
    await until('what goes wrong raises its alerts', look).catch(() =>
      assert.fail(`of ${RISING.join(', ')} only ${[...raised].join(', ')} are raised`),
    );
    assert.deepEqual(
      QUIET.filter((name) => raised.has(name)),
      [],
    );
  });
});
