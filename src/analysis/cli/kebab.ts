/** Acronyms in the plural at the end, `ARNs`, are one word. */
const PLURAL_ACRONYM = /[A-Z]{2,}s$/;

/**
 * The name of an operation or a parameter as the AWS CLI writes it: `logGroupARNs` is `log-group-arns`, `StartTime` is
 * `start-time` (the rules of botocore's `xform_name`).
 */
export function kebab(name: string): string {
  if (name.includes('-')) return name;
  const plural = PLURAL_ACRONYM.exec(name)?.[0];
  const whole = plural === undefined ? name : `${name.slice(0, -plural.length)}-${plural.toLowerCase()}`;
  return whole
    .replaceAll(/(.)([A-Z][a-z]+)/g, '$1-$2')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase();
}
