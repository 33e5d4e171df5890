/** Lists of a world. An array is one; a list too long for an array makes each row when it is read. */

export interface Rows<Row> extends Iterable<Row> {
  readonly length: number;
  at(index: number): Row | undefined;
}

interface Named {
  readonly name: string;
}

/** `length` rows, none of which is kept. Rows with names must come in the order of their names. */
export function generate<Row>(length: number, make: (index: number) => Row): Rows<Row> {
  return {
    length,
    at: (index) => (index >= 0 && index < length ? make(index) : undefined),
    *[Symbol.iterator]() {
      for (let index = 0; index < length; index++) yield make(index);
    },
  };
}

/** In the order of their names those whose name begins with `prefix`. */
export function byName<Row extends Named>(rows: Rows<Row>, prefix = ''): Rows<Row> {
  if (isArray(rows)) {
    return rows.filter(({ name }) => name.startsWith(prefix)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }
  if (prefix === '') return rows;
  const from = firstIndex(rows, ({ name }) => name >= prefix);
  const to = firstIndex(rows, ({ name }) => name >= prefix && !name.startsWith(prefix));
  return part(rows, from, to);
}

export function findNamed<Row extends Named>(rows: Rows<Row>, name: string): Row | undefined {
  if (isArray(rows)) return rows.find((row) => row.name === name);
  const row = rows.at(firstIndex(rows, (candidate) => candidate.name >= name));
  return row?.name === name ? row : undefined;
}

export function reversed<Row>(rows: Rows<Row>): Rows<Row> {
  return part(rows, rows.length - 1, -1);
}

/** The rows from `from` on up to `to`, excluded; backwards where that comes before. */
function part<Row>(rows: Rows<Row>, from: number, to: number): Rows<Row> {
  const step = to < from ? -1 : 1;
  return generate(Math.abs(to - from), (index) => rows.at(from + step * index) as Row);
}

function isArray<Row>(rows: Rows<Row>): rows is readonly Row[] {
  return Array.isArray(rows);
}

/** The first index whose row, and all that follow, `holds` for; the length where it holds for none. */
function firstIndex<Row>(rows: Rows<Row>, holds: (row: Row) => boolean): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(rows.at(middle) as Row)) high = middle;
    else low = middle + 1;
  }
  return low;
}
