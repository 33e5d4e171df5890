import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namespacesRead } from '../../src/aws/metric-reads.ts';

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
    'SELECT AVG(x) FROM "Shop" FROM "AWS/EC2"': [''],
    'SELECT AVG(x)': [''],
    'SELECT AVG("a"" FROM ""Shop") FROM "AWS/EC2"': [''],
    'SELECT AVG("x FROM "Shop"': [''],
    'SELECT AVG(x) FROM SCHEMA "Shop"': [''],
    'SELECT AVG("a\\" FROM \\"Shop") FROM B': [''],
    "SELECT AVG(x) FROM 'Shop'": [''],
  });
});
