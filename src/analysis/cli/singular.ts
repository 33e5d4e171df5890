/** The name of one of what a list is named after: `MetricAlarm`, `query`. A name that is no plural stays as it is. */
export function singular(name: string): string {
  if (/(?:series|[iu]s|ss)$/i.test(name)) return name;
  if (name.endsWith('ies')) return `${name.slice(0, -3)}y`;
  return name.replace(/(?<=ch|sh|x|ss)es$|s$/, '');
}
