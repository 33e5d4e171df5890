import { formatCall } from './call.ts';

/** A Logs Insights query that a tool proposes. */
export interface InsightsQuestion {
  /** Names or ARNs; none where the query names them itself. */
  readonly groups: readonly string[];
  readonly query: string;
  /** Undefined: Logs Insights QL. */
  readonly language?: 'PPL' | 'SQL' | undefined;
  readonly start?: string | undefined;
  readonly end?: string | undefined;
  readonly region?: string | undefined;
  readonly account?: string | undefined;
}

/** The tool that runs a Logs Insights query. */
export const INSIGHTS_TOOL = 'run_logs_insights_query';

/** Its arguments. */
export function insightsArguments({ groups, language, ...rest }: InsightsQuestion): Record<string, unknown> {
  const args = {
    ...(groups.length > 0 && { groups }),
    ...(language !== undefined && { language: language.toLowerCase() }),
    ...rest,
  };
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
}

/** The call as it can be used as it stands. */
export function insightsCall(question: InsightsQuestion): string {
  return formatCall(INSIGHTS_TOOL, insightsArguments(question));
}
