import { byRule } from '../../../access.ts';
import { ToolError } from '../../../errors.ts';
import { quoted } from '../../../format/text.ts';
import type { ToolContext } from '../../define.ts';
import type { Question } from './limits.ts';
import type { Page } from './read-pages.ts';

const sourceOf = (region: string, workspace: unknown) => `amp:${region}/${String(workspace)}`;

/** The workspace that is named must be a source that the caller may ask. @throws ToolError not_allowed */
export function checkWorkspace({ input, region }: Question, { access }: ToolContext): void {
  const source = sourceOf(region, input['workspaceId']);
  if (access.promqlSource(source)) return;
  throw new ToolError(
    'not_allowed',
    `The workspace ${quoted(String(input['workspaceId']))} is not allowed for you${byRule(access, 'promqlSource', source)}.`,
  );
}

/** The workspaces that the caller may ask. */
export function filterWorkspaces(page: Page, { region }: Question, { access }: ToolContext): Page {
  const { workspaces } = page;
  if (!Array.isArray(workspaces)) return page;
  const isSeen = (one: unknown) =>
    access.promqlSource(sourceOf(region, (one as Record<string, unknown>)['workspaceId']));
  return { ...page, workspaces: workspaces.filter(isSeen) };
}
