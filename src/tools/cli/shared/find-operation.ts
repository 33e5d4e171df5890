import { kebab } from '../../../analysis/cli/kebab.ts';
import type { WrittenCommand } from '../../../analysis/cli/read-command.ts';
import { nearestNames } from '../../../analysis/nearest-names.ts';
import { CLI_OPERATIONS, CLI_SERVICES, type CliOperation } from '../../../aws/cli/operations.ts';
import { ToolError } from '../../../errors.ts';
import { quoted } from '../../../format/text.ts';

/** What is asked: an operation, or help. */
export type Found =
  | { readonly operation: CliOperation; readonly help: boolean }
  /** What there is, of one service or of all. */
  | { readonly service: string | undefined };

/** What other names of the AWS CLI are for, here. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'logs tail': 'search_log_events shows the newest lines; or aws logs filter-log-events',
  'logs start-live-tail': 'search_log_events shows the newest lines; or aws logs filter-log-events',
  'logs start-query': 'run_logs_insights_query estimates what it will scan, starts it and waits for the results',
  'cloudwatch get-metric-widget-image': 'images are not made: get_metric_data gives the numbers',
  'cloudwatch describe-alarms-for-metric': 'use aws cloudwatch describe-alarms with --query, or describe_alarms',
};

/**
 * The operation of a command.
 * @throws ToolError invalid_input for a service or an operation that is not run, with what is like it
 */
export function findOperation({ path }: WrittenCommand): Found {
  const [service = 'help', name = 'help', help] = path;
  if (service === 'help') return { service: undefined };
  if (!CLI_SERVICES.includes(service as never)) throw unknownService(service);
  if (name === 'help') return { service };
  const operation = CLI_OPERATIONS.find((one) => one.service === service && kebab(one.name) === name);
  if (operation === undefined) throw unknownOperation(service, name);
  if (help !== undefined && help !== 'help') {
    throw new ToolError('invalid_input', `${quoted(help)} behind aws ${service} ${name} belongs to no option.`);
  }
  return { operation, help: help === 'help' };
}

/** `logs describe-log-groups` */
export function operationName({ service, name }: CliOperation): string {
  return `${service} ${kebab(name)}`;
}

function unknownService(service: string): ToolError {
  const [nearest] = nearestNames(service, CLI_SERVICES, 1);
  const hint = nearest === undefined ? '' : ` Did you mean aws ${nearest}?`;
  return new ToolError(
    'invalid_input',
    `aws ${quoted(service).slice(1, -1)} is not run here: only ${CLI_SERVICES.join(', ')} are.${hint}`,
  );
}

function unknownOperation(service: string, name: string): ToolError {
  const known = CLI_OPERATIONS.filter((one) => one.service === service).map((one) => kebab(one.name));
  const way = ELSEWHERE[`${service} ${name}`];
  const nearest = nearestNames(name, known);
  const hint =
    way !== undefined
      ? ` Instead: ${way}.`
      : nearest.length > 0
        ? ` Did you mean ${nearest.join(', or ')}?`
        : ` There are: ${known.join(', ')}.`;
  return new ToolError(
    'invalid_input',
    `aws ${service} ${quoted(name).slice(1, -1)} is not run here: aws ${service} help lists the reads that are.${hint}`,
  );
}
