export const TOOLSETS = ['logs', 'metrics', 'alarms', 'promql', 'bedrock', 'server', 'cli'] as const;
export type Toolset = (typeof TOOLSETS)[number];

/** What is offered unless the configuration says otherwise: commands of the AWS CLI only where somebody wants them. */
export const DEFAULT_TOOLSETS: readonly Toolset[] = TOOLSETS.filter((toolset) => toolset !== 'cli');
