import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { namespacesRead } from '../../src/aws/metric-reads.ts';
import { evaluateQueries } from '../../src/sandbox/evaluate/metric-queries.ts';
import { MINUTE, T0, tinyMetric, tinyWorld } from '../sandbox/tiny-metrics.ts';

const reads = (cases: Readonly<Record<string, readonly string[]>>) => {
  for (const [expression, expected] of Object.entries(cases))
    assert.deepEqual(namespacesRead(expression), expected, expression);
};

void test('the namespace of a SEARCH or SQL query is read where it can be read in one way only', () => {
  reads({
    "SEARCH('{AWS/EC2,InstanceId} MetricName=\"CPUUtilization\"', 'Average', 300)": ['AWS/EC2'],
    'SEARCH(\' { "My App" , "Some Dimension" } (a OR b) NOT c \', \'Sum\')': ['My App'],
    "SUM(SEARCH('{A}', 'Sum')) / SUM(SEARCH('{B,x} y', 'Sum'))": ['A', 'B'],
    'search(\'Namespace="AWS/SQS" orders\', "Sum")': ['AWS/SQS'],
    'SELECT AVG(CPUUtilization) FROM SCHEMA("AWS/EC2", InstanceId) GROUP BY InstanceId': ['AWS/EC2'],
    'SELECT MAX(x) FROM "AWS/EC2" WHERE a = \'from "B"\'': ['AWS/EC2'],
    'select max("a from b") from Shop': ['Shop'],
    'm1 / (m2 + IF(m1 > 3, RATE(m2), 0)) * FILL(METRICS("m"), 0)': [],
    'ANOMALY_DETECTION_BAND(m1, 2)': [],
  });
});

void test('what names no namespace, or could be read in two ways, reads any', () => {
  reads({
    "SEARCH('CPUUtilization', 'Average')": [''],
    "SEARCH('CPUUtilization', 'Average') + SUM(SEARCH('{Shop,a} b', 'Sum'))": ['', 'Shop'],
    "SEARCH('{Shop,a} b OR CPUUtilization', 'Sum')": [''],
    "SEARCH('{Shop,a} OR {AWS/EC2,InstanceId} CPU', 'Sum')": [''],
    "SEARCH('{Shop,a} x) OR (y', 'Sum')": [''],
    "SEARCH('x {Shop,a}', 'Sum')": [''],
    "SEARCH('Namespace=Shop x', 'Sum')": [''],
    "SEARCH('{AWS/*} x', 'Sum')": [''],
    "SEARCH('Namespace=\"AWS/*\" x', 'Sum')": [''],
    "SEARCH('NOT Namespace=\"Shop\" x', 'Sum')": [''],
    "SEARCH('Namespace=\"Shop\" OR x', 'Sum')": [''],
    "SEARCH('(Namespace=\"Shop\") x', 'Sum')": [''],
    'SEARCH(\'Namespace="Shop" Namespace="AWS/EC2"\', \'Sum\')': [''],
    'SEARCH(m1)': [''],
    "SEARCH('{Shop} x": [''],
    'INSIGHT_RULE_METRIC("rule", "Sum")': [''],
    'DB_PERF_INSIGHTS("RDS", "db-1", "os.cpu")': [''],
    'LAMBDA("f", "x")': [''],
    'NEW_FUNCTION("x")': [''],
    'FILL(SELECT AVG(x) FROM "AWS/EC2",0)': [''],
    '(SELECT AVG(x) FROM "AWS/EC2")': [''],
    'm1 + (select m2)': [''],
    'SELECT AVG(x) FROM "Shop" FROM "AWS/EC2"': [''],
    'SELECT AVG(x)': [''],
    'SELECT AVG("a"" FROM ""Shop") FROM "AWS/EC2"': [''],
    'SELECT AVG("x FROM "Shop"': [''],
    'SELECT AVG(x) FROM SCHEMA "Shop"': [''],
    'SELECT AVG("a\\" FROM \\"Shop") FROM B': [''],
    "SELECT AVG(x) FROM 'Shop'": [''],
  });
});

/** Two metrics in each of three namespaces; the value of each tells its namespace. */
const NAMESPACES = ['Shop', 'AWS/EC2', 'My App'];
const world = tinyWorld({
  metrics: NAMESPACES.flatMap((namespace, i) =>
    ['Errors', 'Shop'].map((name) => ({ ...tinyMetric(name, { Stage: 'live', Namespace: 'Shop' }, [i]), namespace })),
  ),
});

/** The namespaces that an expression reads from in the sandbox; undefined where it is refused. */
function found(expression: string): string[] | undefined {
  const gridOf = () => ({ start: T0, end: T0 + MINUTE, period: MINUTE });
  try {
    const { series } = evaluateQueries([{ Id: 'x', Expression: expression, Period: 60 }], {
      world,
      now: T0 + MINUTE,
      gridOf,
    });
    return series('x').map(({ values }) => NAMESPACES[values[0] ?? -1] ?? 'several');
  } catch {
    return undefined;
  }
}

void test('no search or query finds more than the namespaces it is said to read', () => {
  const terms =
    'Errors Shop "Shop" Namespace="Shop" Namespace="AWS/EC2" Namespace=Shop MetricName="Errors" OR AND NOT ( ) {Shop} {AWS/EC2,Stage} {Shop,Stage,Namespace} ,';
  const term = fc.constantFrom(...terms.split(' '), '{"My App",Stage,Namespace}');
  const search = fc
    .array(term, { minLength: 1, maxLength: 6 })
    .map((chosen) => `SEARCH('${chosen.join(' ')}', 'Maximum')`);
  const words =
    'FROM|SCHEMA("AWS/EC2", Stage)|"Shop"|Shop|"AWS/EC2"|"My App"|WHERE|Stage = \'live\'|GROUP BY|Stage|\'FROM "Shop"\'|"FROM"|(|)|AND|LIMIT 5';
  const word = fc.constantFrom(...words.split('|'), 'SCHEMA("My App", Namespace, Stage)');
  const sql = fc
    .array(word, { minLength: 1, maxLength: 5 })
    .map((chosen) => `SELECT MAX(Errors) FROM ${chosen.join(' ')}`);
  let some = 0;
  fc.assert(
    fc.property(fc.oneof(search, sql), (expression) => {
      const read = namespacesRead(expression);
      const namespaces = found(expression);
      if (namespaces === undefined || read.includes('')) return;
      some += Number(namespaces.length > 0);
      for (const namespace of namespaces) assert.ok(read.includes(namespace), `${expression} finds ${namespace}`);
    }),
    { numRuns: 5_000 },
  );
  assert.ok(some > 50, `${some} found something`);
});
