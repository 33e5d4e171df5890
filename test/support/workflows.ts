import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';

const FOLDER = resolve(import.meta.dirname, '../../.github/workflows');

const permissions = z.record(z.string(), z.enum(['read', 'write']));
const step = z.object({
  id: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  env: z.record(z.string(), z.string()).optional(),
  with: z.record(z.string(), z.unknown()).optional(),
});
const job = z.object({
  uses: z.string().optional(),
  needs: z.union([z.string(), z.array(z.string())]).optional(),
  environment: z.string().optional(),
  permissions: permissions.optional(),
  concurrency: z.object({ group: z.string() }).optional(),
  'timeout-minutes': z.number().optional(),
  steps: z.array(step).default([]),
});
const workflow = z.object({
  on: z.record(z.string(), z.unknown()),
  permissions: permissions.optional(),
  concurrency: z.object({ group: z.string() }).optional(),
  jobs: z.record(z.string(), job),
});

export interface Workflow extends z.infer<typeof workflow> {
  readonly file: string;
  readonly text: string;
}

/** The workflows of GitHub Actions, by file name. */
export function readWorkflows(): Workflow[] {
  return readdirSync(FOLDER)
    .toSorted()
    .map((file) => {
      const text = readFileSync(join(FOLDER, file), 'utf8');
      return { file, text, ...workflow.parse(parse(text)) };
    });
}

/** Every `run:` of a workflow, with the job it is in. */
export function runCommands({ file, jobs }: Workflow): { where: string; command: string }[] {
  return Object.entries(jobs).flatMap(([name, { steps }]) =>
    steps.flatMap(({ run }) => (run === undefined ? [] : [{ where: `${file} › ${name}`, command: run.trim() }])),
  );
}
