import { CREDENTIALS } from './credentials.ts';
import { ESCAPED } from './escaped.ts';
import { makers } from './makers.ts';
import { WITH_SECRETS } from './with-secrets.ts';
import { WITHOUT_SECRETS } from './without-secrets.ts';
import { WRITTEN_LATER } from './written-later.ts';

const ROUNDS = 3;

/** Every template with several values: the same in each run. */
export function labelledTexts(): string[] {
  return [...WITH_SECRETS, ...WITHOUT_SECRETS, ...WRITTEN_LATER, ...ESCAPED, ...CREDENTIALS].flatMap((template, i) =>
    Array.from({ length: ROUNDS }, (_, round) => template(makers(7_919 * (i + 1) + 104_729 * (round + 1)))),
  );
}

/** The text as it is logged, and as it must leave. */
export function readLabels(labelled: string): {
  text: string;
  wanted: string;
  secrets: { rule: string; secret: string }[];
} {
  const secrets: { rule: string; secret: string }[] = [];
  const LABEL = /\{\{([a-z0-9-]+):([\s\S]*?)\}\}/g;
  const text = labelled.replaceAll(LABEL, (_all, rule: string, secret: string) => {
    secrets.push({ rule, secret });
    return secret;
  });
  return { text, secrets, wanted: labelled.replaceAll(LABEL, (_all, rule: string) => `[redacted:${rule}]`) };
}
