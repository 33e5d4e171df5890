import { AwsError, integer, page, text } from '../operation.ts';
import type { Operation, OperationContext } from '../operation.ts';
import type { Workspace } from '../world/types.ts';

/** The control plane of Amazon Managed Service for Prometheus, as far as a reader needs it. */
export const workspaceOperations: Record<string, Operation> = {
  ListWorkspaces(input, context) {
    const size = integer(input, 'maxResults', { min: 1, max: 1000, fallback: 100, code: 'ValidationException' });
    const alias = text(input, 'alias') ?? '';
    const found = context.world.workspaces.filter((workspace) => (workspace.alias ?? '').startsWith(alias));
    const invalid = new AwsError('ValidationException', 'Invalid pagination token');
    const { rows, nextToken } = page(found, {
      operation: 'ListWorkspaces',
      input,
      size,
      token: input.nextToken,
      invalid,
    });
    return { workspaces: rows.map((workspace) => summary(workspace, context)), nextToken };
  },

  DescribeWorkspace(input, context) {
    const workspace = findWorkspace(text(input, 'workspaceId') ?? '', context);
    const { workspaceId } = workspace;
    const prometheusEndpoint = `https://aps-workspaces.${context.region}.amazonaws.com/workspaces/${workspaceId}/`;
    return { workspace: { ...summary(workspace, context), prometheusEndpoint } };
  },
};

/** The workspace of that id; throws `ResourceNotFoundException`. */
export function findWorkspace(workspaceId: string, { world }: OperationContext): Workspace {
  const workspace = world.workspaces.find((candidate) => candidate.workspaceId === workspaceId);
  if (!workspace) throw new AwsError('ResourceNotFoundException', `Workspace not found: ${workspaceId}`, 404);
  return workspace;
}

function summary(workspace: Workspace, { region, account }: OperationContext): Record<string, unknown> {
  const { workspaceId, alias, status, createdAt } = workspace;
  return {
    workspaceId,
    alias,
    arn: `arn:aws:aps:${region}:${account}:workspace/${workspaceId}`,
    status: { statusCode: status },
    createdAt: createdAt / 1000,
    tags: {},
  };
}
