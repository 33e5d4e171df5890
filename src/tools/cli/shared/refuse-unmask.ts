import { ToolError } from '../../../errors.ts';

/** The member by which operations of CloudWatch Logs are asked for what a data protection policy masks. */
export const UNMASK = 'unmask';

/**
 * What is masked stays masked, whatever the role of the server may do.
 * @param input by the API's names
 * @throws ToolError not_allowed
 */
export function refuseUnmask(input: Readonly<Record<string, unknown>>): void {
  if (input[UNMASK] === undefined || input[UNMASK] === false) return;
  throw new ToolError(
    'not_allowed',
    '--unmask is not taken: it shows what a data protection policy hides, and this server does not ask for it (logs:Unmask is not in its policy). Leave it out: masked values are shown as ***.',
  );
}
