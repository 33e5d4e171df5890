import { byRule } from '../../../access.ts';
import { ToolError } from '../../../errors.ts';
import { quoted } from '../../../format/text.ts';
import type { ToolContext } from '../../define.ts';
import { ofAccount, oneRegion } from '../../params.ts';

/** The region of a command: `--region`, else the first configured. @throws ToolError for one that is not configured or not allowed */
export function regionFor(asked: string | undefined, context: ToolContext): string {
  const { regions, access } = context;
  if (asked === undefined) return oneRegion({}, context);
  const allowed = regions.filter(access.region);
  if (allowed.includes(asked)) return asked;
  if (regions.includes(asked)) {
    throw new ToolError(
      'not_allowed',
      `--region ${quoted(asked)} is not allowed for you${byRule(access, 'region', asked)}. Allowed: ${allowed.join(', ')}.`,
    );
  }
  throw new ToolError(
    'invalid_input',
    `--region ${quoted(asked)} is not configured here${ofAccount(context)}. Configured: ${allowed.join(', ')}.`,
  );
}
