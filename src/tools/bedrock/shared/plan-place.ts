import { byRule } from '../../../access.ts';
import { parseLogGroup, withoutOwnArn } from '../../../analysis/log-group-ref.ts';
import { estimateScan } from '../../../analysis/scan-estimate.ts';
import { BEDROCK_NAMESPACE } from '../../../aws/bedrock-metrics.ts';
import { findInvocationLogs, QUERIES } from '../../../aws/bedrock-logs.ts';
import { readLogGroups, type LogGroup } from '../../../aws/log-groups.ts';
import { ToolError } from '../../../errors.ts';
import { quoted } from '../../../format/text.ts';
import type { Window } from '../../../model.ts';
import type { ToolContext } from '../../define.ts';
import { mayReadOwner } from '../../owners.ts';
import { callerAccountId } from '../../patience.ts';

export interface Asked {
  readonly log_group?: string | undefined;
  readonly source: 'auto' | 'logs' | 'metrics';
  readonly model?: string | undefined;
  readonly user?: string | undefined;
}

/** Where the figures of one region of one account come from. */
export type Plan =
  | {
      readonly from: 'logs';
      /** Name, or the ARN of a linked account's. */
      readonly group: string;
      /** Whether it was taken for such a log by its name alone. */
      readonly byName: boolean;
      readonly others: readonly string[];
      readonly estimatedBytes: number;
    }
  | {
      readonly from: 'metrics';
      /** Why not from a log, a part of a sentence; undefined where the caller wants them. */
      readonly why?: string | undefined;
    };

/**
 * The log of a region where there is one that the caller may read, else the metrics.
 * @throws ToolError not_allowed, not_found; invalid_input where only a log could tell
 */
export async function planPlace(asked: Asked, window: Window, region: string, at: ToolContext): Promise<Plan> {
  if (asked.source === 'metrics') return metricsPlan(asked, undefined, at);
  if (asked.log_group !== undefined) {
    const group = await givenGroup(asked.log_group, region, at);
    return logsPlan([group], window, at);
  }
  const why = `no model invocation log group was found in ${region} that you may read`;
  try {
    const groups = await findInvocationLogs(at.aws, region, { signal: at.signal });
    const allowed = groups.filter(({ name }) => at.access.logGroup(name));
    if (allowed.length > 0) return logsPlan(allowed, window, at);
  } catch (error) {
    if (asked.source === 'logs' || !(error instanceof ToolError) || error.code !== 'access_denied') throw error;
    return metricsPlan(asked, error.message.replace(/\.$/, ''), at);
  }
  if (asked.source === 'logs') {
    throw new ToolError(
      'not_found',
      `${why.charAt(0).toUpperCase()}${why.slice(1)}: names with "invocation" in them that begin with /aws/bedrock, /bedrock or bedrock were looked for. Give log_group (describe_log_groups name_contains="bedrock" finds names), or source="metrics".`,
    );
  }
  return metricsPlan(asked, why, at);
}

function logsPlan([group, ...others]: readonly (LogGroup & { id?: string })[], window: Window, at: ToolContext): Plan {
  const { id, name = '' } = group ?? {};
  const estimate = group === undefined ? 0 : estimateScan([group], window, at.clock());
  return {
    from: 'logs',
    group: id ?? name,
    byName: id === undefined,
    others: others.map((other) => other.name),
    estimatedBytes: estimate * QUERIES,
  };
}

function metricsPlan(asked: Asked, why: string | undefined, { access }: ToolContext): Plan {
  const because = why === undefined ? '' : ` (${why})`;
  if (!access.metricNamespace(BEDROCK_NAMESPACE)) {
    throw new ToolError(
      'not_allowed',
      `The namespace "${BEDROCK_NAMESPACE}" is not allowed for you${byRule(access, 'metricNamespace', BEDROCK_NAMESPACE)}${why === undefined ? '' : `, and ${why}`}.`,
    );
  }
  if (asked.user !== undefined) {
    throw new ToolError(
      'invalid_input',
      `user needs a model invocation log: metrics know no users${because}. Leave user out, or give log_group.`,
    );
  }
  return { from: 'metrics', why };
}

/** @throws ToolError invalid_input, not_allowed, not_found */
async function givenGroup(text: string, region: string, at: ToolContext): Promise<LogGroup & { id: string }> {
  const parsed = parseLogGroup(text.trim());
  if (parsed === undefined) {
    throw new ToolError('invalid_input', `log_group ${quoted(text)} is neither the name of a log group nor its ARN.`);
  }
  const ref = withoutOwnArn(parsed, parsed.account && (await callerAccountId(at)));
  const access = mayReadOwner(ref.account, undefined, at);
  if (!access.logGroup(ref.name)) {
    throw new ToolError(
      'not_allowed',
      `The log group ${quoted(ref.name)} is not allowed for you${byRule(access, 'logGroup', ref.name)}. source="metrics" tells totals without users.`,
    );
  }
  const linked = ref.account !== undefined;
  const question = { prefix: ref.name, ...(linked && { linkedAccounts: true }) };
  const { groups } = await readLogGroups(at.aws, region, question, { signal: at.signal, goOn: () => linked });
  const found = groups.find((group) => (linked ? group.arn === ref.id : group.name === ref.name));
  if (found !== undefined && (parsed.region ?? region) === region) return { ...found, id: ref.id };
  throw new ToolError(
    'not_found',
    `There is no log group ${quoted(ref.id)} in ${region}. describe_log_groups name_contains="bedrock" finds names; without log_group the usual ones are looked for.`,
  );
}
