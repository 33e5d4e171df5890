import type { AnyTool } from './define.ts';

/** Whether a tool's `region` or `account` takes one value, or `all` too; undefined where it has no such parameter. */
export function takes(tool: AnyTool, parameter: 'region' | 'account'): 'one' | 'all' | undefined {
  const kind = metaOf(tool, parameter)?.[`${parameter}s`];
  return kind === 'one' || kind === 'all' ? kind : undefined;
}

/** Whether a tool asks every account where it is given none. */
export function asksAllByDefault(tool: AnyTool): boolean {
  return metaOf(tool, 'account')?.['omitted'] === 'all';
}

function metaOf(tool: AnyTool, parameter: string): Record<string, unknown> | undefined {
  const { shape } = tool.input as unknown as { shape: Record<string, { meta(): Record<string, unknown> | undefined }> };
  return shape[parameter]?.meta();
}
