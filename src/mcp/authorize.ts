/** What a call may ask, before anything is read for it. */
import { byRule } from '../access.ts';
import { ToolError } from '../errors.ts';
import { cutAt } from '../format/text.ts';
import type { AnyTool, Reach, ToolContext } from '../tools/define.ts';
import { takes } from '../tools/parameter-meta.ts';
import { ofAccount } from '../tools/params.ts';
import { toolsOf } from './published.ts';

export function findTool(
  name: string,
  services: { readonly tools: ReadonlyMap<string, AnyTool> },
  reaches: readonly Reach[],
): AnyTool {
  const tool = services.tools.get(name);
  if (tool !== undefined) return tool;
  throw new ToolError(
    'invalid_input',
    `There is no tool ${JSON.stringify(cutAt(name, 80))}. The tools are ${toolsOf(services.tools.values(), reaches)
      .map((known) => known.name)
      .join(', ')}.`,
  );
}

/** @throws ToolError not_allowed where the caller may use the tool about no account, before its arguments are looked at */
export function mayUse(tool: AnyTool, reaches: readonly Reach[]): void {
  const [first] = reaches;
  if (first === undefined || toolsOf([tool], reaches).length > 0) return;
  throw new ToolError(
    'not_allowed',
    `The toolset ${tool.toolset} is not allowed for you${byRule(first.access, 'toolset', tool.toolset)}.`,
  );
}

/** The region; log groups, namespaces and sources are checked by the tools, which know them. */
export function authorize(
  tool: AnyTool,
  input: Record<string, unknown>,
  asked: Reach & Pick<ToolContext, 'reaches'>,
): void {
  const [{ access, regions }, { region }] = [asked, input];
  if (typeof region !== 'string') return;
  const allowed = regions.filter(access.region);
  const names = region === 'all' && takes(tool, 'region') === 'all' ? allowed : [region];
  for (const name of names) {
    if (regions.includes(name) && !access.region(name)) {
      const others = allowed.length === 0 ? '' : ` Allowed: ${allowed.join(', ')}.`;
      throw new ToolError(
        'not_allowed',
        `region ${JSON.stringify(name)} is not allowed for you${byRule(access, 'region', name)}.${others}`,
      );
    }
    if (!allowed.includes(name)) {
      throw new ToolError(
        'invalid_input',
        `region ${JSON.stringify(cutAt(name, 80))} is not configured here${ofAccount(asked)}. Configured: ${allowed.join(', ')}.`,
      );
    }
  }
}
