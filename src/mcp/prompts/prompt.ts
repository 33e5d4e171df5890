/** The arguments of prompts, as they complete: `start` from words, the others from live data. */
export const PROMPT_ARGUMENTS = {
  alarm: 'Name of the alarm',
  log_group: 'Name of a log group',
  namespace: 'CloudWatch namespace, such as AWS/SQS',
  source: 'PromQL source: an AMP workspace, such as amp:us-east-1/ws-…, or another',
  start: 'Since when: -3h, -7d, or ISO 8601',
  region: 'AWS region',
  account: 'AWS account, by alias',
} as const;
export type ArgumentName = keyof typeof PROMPT_ARGUMENTS;

export type Given = Readonly<Partial<Record<ArgumentName, string>>>;

/** One call that a prompt proposes. */
export interface Step {
  readonly tool: string;
  /** As the tool takes them; values in angle brackets are filled in from what was found before. */
  readonly args: Readonly<Record<string, unknown>>;
  /** What it is for, and what to do with the answer. */
  readonly why: string;
  /** Said to those who have another tool. */
  readonly hint?: { readonly tool: string; readonly text: string } | undefined;
}

/** A job of an on-call engineer. */
export interface Prompt {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly required?: readonly ArgumentName[];
  readonly optional: readonly ArgumentName[];
  /** The prompt is not there for whom these tools are not. */
  readonly needs: readonly string[];
  readonly job: (given: Given) => string;
  /** Those whose tool the caller has not are left out. */
  readonly steps: (given: Given) => readonly Step[];
  /** What the answer shall say. */
  readonly report: string;
}
