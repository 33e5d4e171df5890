interface Parameter {
  readonly name: string;
  /** Taken where none is given. */
  readonly value: string | undefined;
}

/**
 * A saved query with the values that its parameters have unless somebody chooses, `{{name}}` each: StartQuery takes no
 * parameters. `missing` are those of it that have none.
 */
export function fillParameters(
  query: string,
  parameters: readonly Parameter[],
): { query: string; missing: readonly string[] } {
  const values = new Map(parameters.map(({ name, value }) => [name, value]));
  const missing = new Set<string>();
  const filled = query.replaceAll(/\{\{\s*([A-Za-z_]\w*)\s*\}\}/g, (place, name: string) => {
    const value = values.get(name);
    if (value !== undefined) return value;
    missing.add(name);
    return place;
  });
  return { query: filled, missing: [...missing] };
}
