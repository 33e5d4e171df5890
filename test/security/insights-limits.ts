/** Questions of the Logs Insights tools for `policy-limits.ts`. */
type Args = Record<string, unknown>;
type Question = readonly [tool: string, args: Args];

export const INSIGHTS = [
  'run_logs_insights_query',
  'get_logs_insights_results',
  'stop_logs_insights_query',
  'get_log_record',
];

/** A query that this server did not start. */
const FOREIGN = '1f2e3d4c-0000-4000-8000-000000000000';
const byId = (region: string): Question[] => [
  ['get_logs_insights_results', { id: `${region}~${FOREIGN}` }],
  ['stop_logs_insights_query', { id: `${region}~${FOREIGN}` }],
  ['get_log_record', { pointer: `${region}~${FOREIGN}#1` }],
];

export const events = (groups: readonly string[], more: Args = {}): Question => [
  'run_logs_insights_query',
  { query: 'fields @message', groups, ...more },
];

/** Of whoever may not read /shop/checkout. */
export const OTHER_GROUPS: readonly Question[] = [
  ['run_logs_insights_query', { query: "filter a in (SOURCE '/shop/checkout' | fields a)", groups: ['/shop/orders'] }],
  ...byId('us-east-1'),
];

/** Of whoever may ask eu-west-1 alone. */
export const OTHER_REGION = byId('us-east-1');
export const OWN_REGION: readonly (readonly [tool: string, args: Args, shows: RegExp])[] = [
  ['run_logs_insights_query', { query: 'stats count(*)', groups: ['/edge/*'] }, /eu-west-1/],
  ...byId('eu-west-1').map(([tool, args]) => [tool, args, /does not exist/] as const),
];

export const VALID_INSIGHTS: Readonly<Record<string, Args>> = Object.fromEntries([
  events(['/shop/orders']),
  ...byId('us-east-1'),
]);
