/** Where a shared part may end: names themselves stay whole. */
const BOUNDARY = /[\s/=(),:]/;

/**
 * Short headings for labels that stand side by side: what all begin and end with is left out, then a part in brackets
 * at the end where the rest is still one of a kind. The labels as they are where one would have nothing left.
 * @param max characters from which brackets are worth leaving out
 */
export function distinctLabels(labels: readonly string[], max: number): string[] {
  const short = withoutShared(labels);
  const bare = short.map((label) => label.replace(/ \([^()]*\)$/, ''));
  return short.map((label, i) => {
    const rest = bare[i] ?? '';
    const alone = bare.filter((other) => other === rest).length === 1;
    return label.length > max && alone && rest !== '' ? rest : label;
  });
}

function withoutShared(labels: readonly string[]): string[] {
  const [first = ''] = labels;
  if (labels.length < 2 || labels.every((label) => label === first)) return [...labels];
  const prefix = sharedStart(labels);
  const suffix = sharedEnd(labels.map((label) => label.slice(prefix)));
  const rest = labels.map((label) => label.slice(prefix, label.length - suffix));
  return rest.some((label) => label === '') ? [...labels] : rest;
}

/** How many characters all texts begin with, up to and with the last boundary among them. */
function sharedStart(texts: readonly string[]): number {
  const [first = ''] = texts;
  let length = 0;
  for (let i = 0; i < first.length && texts.every((text) => text[i] === first[i]); i += 1) {
    if (BOUNDARY.test(first[i] ?? '')) length = i + 1;
  }
  return length;
}

/** How many characters all texts end with, from the first boundary among them. */
function sharedEnd(texts: readonly string[]): number {
  const [first = ''] = texts;
  let length = 0;
  for (let i = 1; i <= first.length && texts.every((text) => text.at(-i) === first.at(-i)); i += 1) {
    if (BOUNDARY.test(first.at(-i) ?? '')) length = i;
  }
  return length;
}
