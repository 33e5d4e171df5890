import type { AnyTool } from './define.ts';

/** Whether a tool's `region` or `account` takes one value, or `all` too; undefined where it has no such parameter. */
export function takes(tool: AnyTool, parameter: 'region' | 'account'): 'one' | 'all' | undefined {
  const { shape } = tool.input as unknown as { shape: Record<string, { meta(): Record<string, unknown> | undefined }> };
  const kind = shape[parameter]?.meta()?.[`${parameter}s`];
  return kind === 'one' || kind === 'all' ? kind : undefined;
}
