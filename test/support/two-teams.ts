/** A Prometheus that two teams share, every 60 s for two hours before a fixed moment: for what one of them may not see. */
import type { Content } from './prometheus.ts';

export const TEAMS_END = Date.parse('2026-11-20T12:00:00Z');
const MINUTES = 120;

/** Nothing of these may reach team-a. */
export const SECRETS = /team-b|secret|payroll|nobody/i;

/** Rules of both teams, and of the platform, that need no clock: they fire whatever the time of the samples. */
const RULES = `
groups:
  - name: shop
    interval: 1s
    rules:
      - { alert: OwnByLabel, expr: 'vector(1) > 0', labels: { namespace: team-a } }
      - { alert: OwnByQuery, expr: 'absent(gone{namespace="team-a"}) > 0' }
      - { alert: ForAll, expr: 'label_replace(vector(1), "namespace", "team-a", "", "") or label_replace(vector(1), "namespace", "team-b", "", "")' }
  - name: payroll
    interval: 1s
    rules:
      - { alert: SecretOfB, expr: 'vector(1) > 0', labels: { namespace: team-b } }
      - { alert: NobodysAlert, expr: 'absent(secret_gone) > 0' }
      - { record: 'secret:sum', expr: 'sum(secret_total)' }
`;

/** @param teams whose series there are; those without a team come with team-b */
export function teamsContent(teams: readonly ('team-a' | 'team-b')[]): Content {
  const lines: string[] = [];
  const series = (name: string, labels: Record<string, string>, value: (i: number) => number) => {
    const set = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
    for (let i = 0; i <= MINUTES; i += 1)
      lines.push(`${name}{${set.join(',')}} ${value(i)} ${TEAMS_END / 1000 - (MINUTES - i) * 60}`);
  };
  const family = (name: string, type: string, add: (name: string) => void) => {
    const before = lines.length;
    add(name);
    if (lines.length > before) lines.splice(before, 0, `# TYPE ${name.replace(/_total$/, '')} ${type}`);
  };
  for (const metric of ['http_requests_total', 'queue_depth', 'up', 'sum', 'by', 'start']) {
    family(metric, metric.endsWith('_total') ? 'counter' : 'gauge', (name) => {
      for (const team of teams) {
        for (const job of ['api', 'web']) {
          series(name, { namespace: team, job }, (i) => i * (team === 'team-a' ? 1 : 1000) + job.length);
        }
      }
      if (teams.includes('team-b')) {
        series(name, { job: 'nobody' }, (i) => 7_000_000 + i);
        series(name, { namespace: 'team-a2', job: 'secret' }, (i) => 8_000_000 + i);
      }
    });
  }
  if (teams.includes('team-b')) {
    family('secret_total', 'counter', (name) => series(name, { namespace: 'team-b', job: 'payroll' }, (i) => i));
  }
  return { samples: [...lines, '# EOF', ''].join('\n'), rules: RULES };
}
