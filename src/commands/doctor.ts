import { loadConfig, unknownVariables } from '../config.ts';
import { exitCode } from '../doctor/check.ts';
import { examine } from '../doctor/examine.ts';
import { reportJson, reportText } from '../doctor/report.ts';
import { createLogger, createService } from '../service.ts';
import { NAME, VERSION } from '../version.ts';

const JSON_FLAG = '--json';

/**
 * `cloudwatch-mcp doctor [--json] [flags]`: looks at credentials, identity, clock, regions, IAM actions, PromQL sources and
 * the ports of the service that the same settings start, and says what to do. Exit code 0: all pass; 1: warnings; 2: failures.
 */
export async function doctor(argv: readonly string[]): Promise<void> {
  const config = loadConfig(argv.filter((word) => word !== JSON_FLAG));
  const service = createService(config, createLogger({ ...config, logLevel: 'CRITICAL' }, 2));
  const { aws, prometheus, tools } = service.mcp;
  const actions = [...new Set([...tools.values()].flatMap((tool) => tool.actions))];
  const { regions, toolsets } = config;
  const findings = await examine({
    aws,
    prometheus,
    regions,
    toolsets,
    actions,
    ports: config,
    unknownVariables: unknownVariables(),
  });
  const now = Date.now();
  const report = argv.includes(JSON_FLAG)
    ? reportJson(findings, now)
    : reportText(findings, `${NAME} ${VERSION} doctor`, now);
  process.stdout.write(`${report}\n`);
  process.exitCode = exitCode(findings.checks);
  service.close();
}
