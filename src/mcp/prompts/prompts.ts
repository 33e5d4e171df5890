import { explainAlarm } from './explain-alarm.ts';
import type { Prompt } from './prompt.ts';
import { triage } from './triage.ts';
import { weeklyReport } from './weekly-report.ts';
import { whatChanged } from './what-changed.ts';
import { whySlow } from './why-slow.ts';

/** Every prompt, in the order prompts/list gives them. */
export const PROMPTS: readonly Prompt[] = [triage, explainAlarm, whySlow, whatChanged, weeklyReport];
