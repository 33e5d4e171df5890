export const TOOLSETS = ['logs', 'metrics', 'alarms', 'promql', 'server'] as const;
export type Toolset = (typeof TOOLSETS)[number];
