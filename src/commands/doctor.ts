import { ConfigError, credentialVariables, loadConfig, unknownVariables, type Config } from '../config.ts';
import { exitCode } from '../doctor/check.ts';
import { examine } from '../doctor/examine.ts';
import { reportJson, reportText } from '../doctor/report.ts';
import { createLogger, createService } from '../service.ts';
import { NAME, VERSION } from '../version.ts';

const JSON_FLAG = '--json';
/** That the doctor itself failed is no warning. */
const FAILED = 2;

/**
 * `cloudwatch-mcp doctor [--json] [flags]`: looks at credentials, identity, clock, regions, IAM actions, PromQL sources,
 * issuers or the file of tokens, and the ports of the service that the same settings start, and says what to do. Exit code 0: all pass; 1: warnings; 2: failures.
 */
export async function doctor(argv: readonly string[]): Promise<void> {
  const config = loadConfig(argv.filter((word) => word !== JSON_FLAG));
  const { report, code } = await diagnose(config, argv.includes(JSON_FLAG)).catch((error: unknown) => {
    if (error instanceof ConfigError) throw error;
    return { report: `The doctor failed: ${error instanceof Error ? error.message : String(error)}`, code: FAILED };
  });
  // What still waits for an answer that nobody needs any more must not keep the process.
  process.stdout.write(`${report}\n`, () => process.exit(code));
}

async function diagnose(config: Config, asJson: boolean): Promise<{ report: string; code: number }> {
  const service = createService(config, createLogger({ ...config, logLevel: 'CRITICAL' }, 2), { isMeasured: false });
  const accounts = config.accounts && service.everyAccount();
  const { aws } = service;
  const { prometheus, regions } = accounts?.[0] ?? { prometheus: service.prometheus, regions: config.regions };
  const { tools } = service.mcp;
  const now = Date.now();
  const findings = await examine({
    aws,
    prometheus,
    regions,
    accounts: accounts?.flatMap(({ account, ...reach }) => (account === undefined ? [] : [{ ...account, ...reach }])),
    toolsets: config.toolsets,
    actions: [...new Set([...tools.values()].flatMap((tool) => tool.actions))],
    ports: config,
    authentication: config,
    tools: tools.size,
    unknownVariables: unknownVariables(),
    credentialVariables: credentialVariables(),
    now,
  });
  const report = asJson ? reportJson(findings, now) : reportText(findings, `${NAME} ${VERSION} doctor`, now);
  return { report, code: exitCode(findings.checks) };
}
