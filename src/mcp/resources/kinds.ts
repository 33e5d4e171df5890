import { formatCall } from '../../format/call.ts';
import { sameCallWith } from '../../format/text.ts';
import type { AnyTool, Output } from '../../tools/define.ts';
import type { Resource } from './uri.ts';

/** A kind of resource: the tool that reads it, and how it is published. */
export interface ResourceKind {
  readonly title: string;
  readonly description: string;
  /** The template, `{?account}` being added where there are several; undefined where there is one resource of the kind. */
  readonly template?: string | undefined;
  readonly tool: string;
  /** The tool's arguments beside region and account. */
  readonly input: (name: string) => Record<string, unknown>;
  /** What the tool answers beside the resource is left out; undefined: the resource is not in the answer. */
  readonly only?: (output: Output, name: string) => Output | undefined;
}

export const RESOURCE_KINDS: Readonly<Record<Resource['kind'], ResourceKind>> = {
  firing: {
    title: 'Alarms that fire',
    description: 'All alarms in ALARM now, of every region, and whether that is all.',
    tool: 'describe_alarms',
    input: () => ({ state: 'ALARM' }),
  },
  alarms: {
    title: 'Alarm',
    description: 'State, condition, reason and the calls that show the evidence.',
    template: 'cloudwatch://{region}/alarms/{name}',
    tool: 'describe_alarms',
    input: (name) => ({ names: [name] }),
  },
  'log-groups': {
    title: 'Log group',
    description: 'Stored size, retention, class, age and metric filters.',
    template: 'cloudwatch://{region}/log-groups/{name}',
    tool: 'describe_log_groups',
    // The name itself comes before the longer ones that it begins.
    input: (name) => ({ name_prefix: name, limit: 1 }),
    only: onlyLogGroup,
  },
  dashboards: {
    title: 'Dashboard',
    description: 'The widgets as queries that can be run.',
    template: 'cloudwatch://dashboards/{name}',
    tool: 'get_dashboard',
    input: (name) => ({ name }),
  },
  catalog: {
    title: 'Metrics of an AWS namespace',
    description: 'What the metrics of a namespace mean: units, dimensions, statistics, recommended alarms.',
    template: 'cloudwatch://catalog/{namespace}',
    tool: 'search_metric_catalog',
    input: (namespace) => ({ namespace, limit: 500 }),
    only: (output) => (output.items.length > 0 ? output : undefined),
  },
};

/** The kinds whose tool is among those given. */
export function kindsOf(tools: { has(name: string): boolean }): (ResourceKind & { readonly kind: Resource['kind'] })[] {
  return Object.entries(RESOURCE_KINDS)
    .filter(([, { tool }]) => tools.has(tool))
    .map(([kind, facts]) => ({ kind: kind as Resource['kind'], ...facts }));
}

/** What a resource asks which tool. @param account of the place, where accounts are configured */
export function questionOf(resource: Resource, account?: string): { tool: string; args: Record<string, unknown> } {
  const { tool, input } = RESOURCE_KINDS[resource.kind];
  const args = input('name' in resource ? resource.name : '');
  const region = 'region' in resource ? { region: resource.region } : {};
  return { tool, args: { ...args, ...region, ...(account !== undefined && { account }) } };
}

function onlyLogGroup(output: Output, name: string): Output | undefined {
  const [group] = output.items as { name: string; storedBytes: number }[];
  if (group?.name !== name) return undefined;
  const { cursor: _cursor, omitted: _omitted, ...rest } = output;
  const counted = { asked: '', found: 1, foundBytes: group.storedBytes, complete: true };
  return { ...rest, ...counted, items: [group], more: false };
}

/** The text of a resource, where its tool's answer has it. Whoever reads it called no tool, so the call for the rest is given whole. */
export function textOf(
  resource: Resource,
  output: Output,
  tool: AnyTool,
  text: string,
  account?: string,
): string | undefined {
  const { only } = RESOURCE_KINDS[resource.kind];
  const shown = only === undefined ? output : only(output, 'name' in resource ? resource.name : '');
  if (shown === undefined) return undefined;
  const said = only === undefined ? text : tool.render(shown);
  if (shown.cursor === undefined) return said;
  const { limit: _limit, ...args } = questionOf(resource, account).args;
  return said.replace(
    sameCallWith(shown.cursor),
    () => `The rest: ${formatCall(tool.name, { ...args, cursor: shown.cursor })}`,
  );
}
