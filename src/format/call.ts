/**
 * A tool call as a line that can be used as it stands: `get_metric_statistics namespace="AWS/RDS" dimensions=["A=b"]`.
 * Values are JSON; absent ones are left out.
 */
export function formatCall(tool: string, args: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(args).filter(([, value]) => value !== undefined);
  return [tool, ...given.map(([name, value]) => `${name}=${JSON.stringify(value)}`)].join(' ');
}
