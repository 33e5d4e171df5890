import { formatCall } from '../../format/call.ts';
import type { View } from '../view.ts';
import { PROMPT_ARGUMENTS, type ArgumentName, type Given, type Prompt, type Step } from './prompt.ts';
import { PROMPTS } from './prompts.ts';

/** A prompt as prompts/list gives it. */
interface PublishedPrompt {
  name: string;
  title: string;
  description: string;
  arguments: { name: string; description: string; required: boolean }[];
}

/** Needs the tools that find its values; a region or an account is asked for where there are several. */
const TOOL_OF: Readonly<Partial<Record<ArgumentName, string>>> = {
  log_group: 'describe_log_groups',
  namespace: 'list_metrics',
  source: 'list_prometheus_workspaces',
};

export function promptsOf(view: View): Prompt[] {
  return PROMPTS.filter(({ needs }) => needs.every((tool) => view.tools.has(tool)));
}

export function argumentsOf({ required = [], optional }: Prompt, view: View): ArgumentName[] {
  const isOffered = (name: ArgumentName) => {
    if (name === 'region') return view.regions.length > 1;
    if (name === 'account') return view.accounts.length > 1;
    const tool = TOOL_OF[name];
    return tool === undefined || view.tools.has(tool);
  };
  return [...required, ...optional.filter(isOffered)];
}

export function publishedPrompts(view: View): PublishedPrompt[] {
  return promptsOf(view).map((prompt) => ({
    name: prompt.name,
    title: prompt.title,
    description: prompt.description,
    arguments: argumentsOf(prompt, view).map((name) => ({
      name,
      description: PROMPT_ARGUMENTS[name],
      required: prompt.required?.includes(name) === true,
    })),
  }));
}

/** The text of a prompt: the job, the calls in their order as they can be made, and what to report. */
export function renderPrompt(prompt: Prompt, given: Given, view: View): string {
  const steps = prompt.steps(given).filter(({ tool }) => view.tools.has(tool));
  return [
    prompt.job(given),
    'Call these tools in this order; fill in what stands in <angle brackets> from the answers before, and leave out a step that they make needless:',
    steps.map((step, i) => `${i + 1}. ${line(step, view)}`).join('\n'),
    elsewhere(given, view),
    `Then report. ${prompt.report}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Answers about several places name theirs; calls about one thing ask the first place unless told another. */
function elsewhere(given: Given, { regions, accounts }: View): string {
  const open = [
    regions.length > 1 && given.region === undefined ? 'region' : undefined,
    accounts.length > 1 && given.account === undefined ? 'account' : undefined,
  ].filter((name) => name !== undefined);
  const names = open.join(' and ');
  return open.length === 0
    ? ''
    : `Give the ${names} that an answer names for what it found in the calls that go on from it.`;
}

function line({ tool, args, why, hint }: Step, { tools }: View): string {
  const more = hint !== undefined && tools.has(hint.tool) ? ` ${hint.text}` : '';
  return `${formatCall(tool, args)}: ${why}${more}`;
}
