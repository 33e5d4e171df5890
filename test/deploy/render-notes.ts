import assert from 'node:assert/strict';
import { CHART } from '../../scripts/chart.ts';
import { runTool } from '../../scripts/deploy-tools.ts';

/** What helm prints after an install with these values. Helm 3 needs a cluster for it, Helm 4 does not. */
export async function notes(values: object = {}): Promise<string> {
  const args = ['install', 'cloudwatch-mcp', CHART, '--namespace', 'jarvis', '--dry-run=client', '--values', '-'];
  const { code, output } = await runTool('helm', args, JSON.stringify(values));
  assert.equal(code, 0, output);
  return output.slice(output.indexOf('\nNOTES:\n'));
}
