export const TOOLSETS = ['logs', 'metrics', 'alarms', 'promql', 'bedrock', 'server'] as const;
export type Toolset = (typeof TOOLSETS)[number];
