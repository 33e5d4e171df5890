import * as z from 'zod';
import { EVERYBODY } from '../../budget/gate.ts';
import { currentMeter } from '../../budget/meter.ts';
import { withDeadline } from '../../deadline.ts';
import { ToolError } from '../../errors.ts';
import { table } from '../../format/table.ts';
import { paragraphs, renderMore } from '../../format/text.ts';
import { formatDuration, formatTime } from '../../format/time.ts';
import { listWorkspaces } from '../../aws/amp.ts';
import { tryPermissions } from '../../aws/permission-probes.ts';
import { ampSource, cloudwatchSource } from '../../prometheus/sources.ts';
import { answerMs, asideMs, readWithin } from '../patience.ts';
import { defineTool, type ToolContext } from '../define.ts';
import { accountParam, ofSeveral, oneRegion, pageFields } from '../params.ts';

/** AWS tells its time to the second, and takes signatures that are less than five minutes off. */
const CLOCK_WORTH_A_LINE_MS = 60_000;

const identity = z.object({ account: z.string(), arn: z.string() });

const output = z.object({
  name: z.string(),
  version: z.string(),
  time: z.string(),
  protocolVersions: z.array(z.string()),
  identity: identity.optional(),
  identityError: z.string().optional(),
  regions: z.array(z.string()),
  accounts: ofSeveral(z.array(z.string())),
  sources: z.array(z.string()),
  toolsets: z.array(z.string()),
  limits: z.record(z.string(), z.string()),
  triedIn: z.string(),
  /** The IAM actions of the tools that are on, and whether each was allowed when it was tried. */
  items: z.array(
    z.object({
      action: z.string(),
      status: z.enum(['allowed', 'missing', 'not tried', 'unknown']),
      tools: z.array(z.string()),
    }),
  ),
  ...pageFields,
});

export const getServerInfo = defineTool({
  name: 'get_server_info',
  title: 'Get server info',
  description:
    'What this server is and may do: version, AWS identity, regions, accounts, PromQL sources, toolsets, limits in force, and which IAM actions are missing. Ask it when a call was refused.',
  toolset: 'server',
  actions: ['sts:GetCallerIdentity'],
  input: z.strictObject({ account: accountParam }),
  output,
  position: (row) => [row.action],

  async run(_input, context) {
    const tools = context.server.tools.filter((tool) => context.access.toolset(tool.toolset));
    const { server } = context;
    const actions = [...new Set(tools.flatMap((tool) => tool.actions))].toSorted();
    const region = oneRegion({}, context);
    const [who, permissions, sources] = await Promise.all([
      whoAmI(context),
      withDeadline(context.signal, answerMs(context), ({ signal }) =>
        tryPermissions(context.aws, region, actions, signal),
      ),
      knownSources(context),
    ]);
    const untried = [...permissions.values()].find(({ status }) => status === 'unknown');
    const why = sources.error ?? untried?.reason;
    const asker = currentMeter()?.principal;
    if ('identity' in who) permissions.set('sts:GetCallerIdentity', { status: 'allowed' });
    return {
      name: server.name,
      version: server.version,
      time: formatTime(context.clock()),
      protocolVersions: [...server.protocolVersions],
      ...who,
      regions: context.regions.filter(context.access.region),
      accounts: accountNames(context),
      sources: sources.ids.filter(context.access.promqlSource),
      toolsets: server.toolsets.filter(context.access.toolset),
      limits: {
        ...askerLine(asker, context),
        ...clockLine(context),
        ...server.limits,
        ...currentMeter()?.limits(),
        ...(why !== undefined && { 'PromQL sources or IAM actions may be missing': why }),
      },
      triedIn: region,
      items: actions.map((action) => ({
        action,
        status: permissions.get(action)?.status ?? 'unknown',
        tools: tools.filter((tool) => tool.actions.includes(action)).map((tool) => tool.name),
      })),
    };
  },

  render(info) {
    const who =
      info.identity === undefined
        ? `AWS identity unknown: ${info.identityError}`
        : `account ${info.identity.account} as ${info.identity.arn}`;
    return paragraphs(
      `${info.name} ${info.version} at ${info.time}, ${who}`,
      table(
        ['what', 'value'],
        [
          ['regions (first is the default)', info.regions.join(', ')],
          ['accounts', accountsText(info)],
          ...(info.sources.length > 0 ? [['PromQL sources', info.sources.join(', ')]] : []),
          ['toolsets on', info.toolsets.join(', ')],
          ['MCP revisions', info.protocolVersions.join(', ')],
          ...Object.entries(info.limits),
        ],
      ),
      permissionsSentence(info),
      table(
        ['IAM action', 'status', 'used by'],
        info.items.map((row) => [row.action, row.status, row.tools.join(', ')]),
      ),
      renderMore(info, 'permission'),
    );
  },
});

/** `central (123456789012)`, the default first; undefined where no accounts are configured. */
function accountNames({ reaches }: ToolContext): string[] | undefined {
  const names = reaches.flatMap(({ account }) => (account === undefined ? [] : [`${account.alias} (${account.id})`]));
  return names.length === 0 ? undefined : names;
}

function accountsText({ accounts, identity: who }: z.infer<typeof output>): string {
  if (accounts !== undefined) return `${accounts.join(', ')}: list_accounts tells more`;
  return who === undefined ? 'unknown' : `${who.account} (the server's own)`;
}

/** Who asks, where the caller is known, and the rule of the policy that holds for it. */
function askerLine(asker: string | undefined, { access }: ToolContext): Record<string, string> {
  if (asker === undefined || asker === EVERYBODY) return {};
  const rule = access.rule === undefined ? '' : ` (rule ${JSON.stringify(access.rule)} of the policy)`;
  return { 'asked by': `${asker}${rule}` };
}

/** That this machine's clock is wrong, by AWS's last answer: what is asked about `now` is then about another time. */
function clockLine({ aws }: ToolContext): Record<string, string> {
  const aheadMs = aws.clockAheadMs() ?? 0;
  if (Math.abs(aheadMs) < CLOCK_WORTH_A_LINE_MS) return {};
  const off = `${formatDuration(Math.abs(aheadMs))} ${aheadMs > 0 ? 'behind' : 'ahead of'} AWS's`;
  return { "this server's clock": `${off}: windows that end now are off by as much. The operator must set it` };
}

/** The sources that PromQL can be asked of, as far as AWS tells; none where no tool that is on asks them. */
async function knownSources(context: ToolContext): Promise<{ ids: string[]; error?: string | undefined }> {
  if (!context.server.toolsets.includes('promql') || !context.access.toolset('promql')) return { ids: [] };
  const regions = context.regions.filter(context.access.region);
  let failure: string | undefined;
  const workspaces = await Promise.all(
    regions.map(async (region) => {
      try {
        return await readWithin(asideMs(context), context, (signal) => listWorkspaces(context.aws, region, signal));
      } catch (error) {
        if (!(error instanceof ToolError)) throw error;
        failure ??= error.message;
        return [];
      }
    }),
  );
  const active = workspaces.flat().filter((workspace) => workspace.status === 'ACTIVE');
  const ids = [
    ...active.map((workspace) => ampSource(workspace.region, workspace.id).id),
    ...regions.map((name) => cloudwatchSource(name).id),
    ...context.prometheus.configured,
  ];
  return { ids, error: failure };
}

async function whoAmI(
  context: ToolContext,
): Promise<{ identity: z.infer<typeof identity> } | { identityError: string }> {
  try {
    const who = await readWithin(answerMs(context), context, (signal) => context.aws.caller(signal));
    const configured = context.account?.id;
    if (configured === undefined || configured === who.account)
      return { identity: { account: who.account, arn: who.arn } };
    return {
      identityError: `the credentials for account ${configured} are of account ${who.account}: the operator must correct the configuration`,
    };
  } catch (error) {
    if (error instanceof ToolError) return { identityError: error.message };
    throw error;
  }
}

function permissionsSentence({ items: rows, triedIn: region }: z.infer<typeof output>): string {
  const named = (status: string) => rows.filter((row) => row.status === status).map((row) => row.action);
  const [missing, unknown, allowed] = [named('missing'), named('unknown'), named('allowed')];
  return [
    missing.length > 0
      ? `Missing in IAM (tried in ${region}): ${missing.join(', ')}. The operator must add them to the role's policy.`
      : allowed.length > 0
        ? `AWS refused none of the IAM actions that were tried in ${region}.`
        : '',
    unknown.length > 0 ? `Could not be tried: ${unknown.join(', ')}.` : '',
  ]
    .join(' ')
    .trim();
}
