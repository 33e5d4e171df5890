import { plural } from '../../../format/number.ts';
import type { ToolContext } from '../../define.ts';
import { answerMs } from '../../patience.ts';
import type { PageReader } from './read-pages.ts';

/** The most that a query looks through, characters of JSON: what is read is held in memory. */
const MOST_CHARS = 8 * 1024 * 1024;
/** Characters of JSON that a token stands for at the most: what is longer is cut anyway. */
const CHARS_PER_TOKEN = 6;

/**
 * When no further page is read: shortly before the deadline; where no query looks through everything, as soon as more is
 * there than can be shown.
 */
export function whenToStop(hasQuery: boolean, context: ToolContext): PageReader['stop'] {
  const ends = performance.now() + answerMs(context);
  const most = hasQuery ? MOST_CHARS : context.budgetTokens * CHARS_PER_TOKEN;
  let chars = 0;
  return (pages) => {
    chars += JSON.stringify(pages.at(-1)).length;
    context.progress(`${plural(pages.length, 'page')} read`);
    if (performance.now() >= ends) return 'the deadline is near';
    if (chars <= most) return undefined;
    return hasQuery
      ? `${plural(pages.length, 'page')} are as much as a query looks through`
      : 'more cannot be shown at once';
  };
}
