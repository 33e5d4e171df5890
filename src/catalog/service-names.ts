import { wordsOf } from './words.ts';

/** What people call a service when they say nothing else, by the namespace of its metrics; the namespace itself need not be named. */
const CALLED: Readonly<Record<string, readonly string[]>> = {
  'AWS/ACMPrivateCA': ['acm pca', 'private ca'],
  'AWS/AmazonMQ': ['mq', 'rabbitmq', 'activemq'],
  'AWS/AmplifyHosting': ['amplify'],
  'AWS/ApiGateway': ['apigw', 'api gw', 'apigateway'],
  'AWS/ApplicationELB': ['alb', 'elbv2', 'application load balancer'],
  'AWS/AutoScaling': ['asg', 'auto scaling group'],
  'AWS/Cassandra': ['keyspaces'],
  'AWS/CertificateManager': ['acm'],
  'AWS/CloudFront': ['cdn', 'cf'],
  'AWS/DDoSProtection': ['shield'],
  'AWS/DMS': ['database migration service'],
  'AWS/DX': ['direct connect'],
  'AWS/DocDB': ['documentdb'],
  'AWS/DynamoDB': ['ddb', 'dynamo'],
  'AWS/EBS': ['elastic block store'],
  'AWS/EC2': ['ec2 instance'],
  'AWS/ECS': ['fargate', 'elastic container service'],
  'AWS/EFS': ['elastic file system'],
  'AWS/ELB': ['clb', 'classic elb', 'classic load balancer', 'elastic load balancing'],
  'AWS/ES': ['opensearch', 'elasticsearch'],
  'AWS/ElastiCache': ['redis', 'valkey', 'memcached'],
  'AWS/ElasticBeanstalk': ['beanstalk'],
  'AWS/ElasticMapReduce': ['emr'],
  'AWS/Events': ['eventbridge', 'cloudwatch event'],
  'AWS/Firehose': ['kinesis firehose', 'data firehose'],
  'AWS/GatewayELB': ['gwlb', 'gateway load balancer'],
  'AWS/Kafka': ['msk', 'managed kafka'],
  'AWS/KafkaConnect': ['msk connect'],
  'AWS/Kinesis': ['kds', 'kinesis data stream', 'kinesis stream'],
  'AWS/KinesisAnalytics': ['flink', 'managed flink'],
  'AWS/Lambda': ['lambda function'],
  'AWS/Logs': ['cloudwatch log'],
  'AWS/NATGateway': ['nat', 'nat gw'],
  'AWS/NetworkELB': ['nlb', 'network load balancer'],
  'AWS/Prometheus': ['amp', 'managed prometheus'],
  'AWS/RDS': ['aurora', 'relational database service'],
  'AWS/Route53': ['r53'],
  'AWS/S3': ['s3 bucket', 'simple storage service'],
  'AWS/SNS': ['sns topic', 'simple notification service'],
  'AWS/SQS': ['sqs queue', 'simple queue service'],
  'AWS/States': ['step function', 'sfn', 'state machine'],
  'AWS/TransitGateway': ['tgw'],
  // AWS/WAF is of WAF Classic.
  'AWS/WAFV2': ['waf'],
  CWAgent: ['cloudwatch agent'],
  CloudWatchSynthetics: ['synthetics', 'canary', 'canaries'],
};

/** Words beside a service's name that ask for nothing of it. */
const EMPTY = new Set('a all aws amazon every for from in list me metric metrics of show the'.split(' '));

/** Finds the namespace of the service that a question names, and says nothing more of; undefined where it asks for more. */
export type ServiceByName = (question: string) => string | undefined;

/** @param namespaces those of the catalogue */
export function serviceByName(namespaces: readonly string[]): ServiceByName {
  const known = new Map<string, string>();
  for (const namespace of namespaces) known.set(key(namespace.replace(/^AWS\//, '')), namespace);
  for (const [namespace, names] of Object.entries(CALLED)) for (const name of names) known.set(key(name), namespace);
  for (const namespace of namespaces) known.set(key(namespace), namespace);
  return (question) => {
    const words = wordsOf(question);
    for (const few of [words, words.filter((word) => !EMPTY.has(word))]) {
      const asked = few.join('');
      const found = known.get(asked) ?? known.get(asked.replace(/s$/, ''));
      if (found !== undefined && namespaces.includes(found)) return found;
    }
    return undefined;
  };
}

/** The other namespaces that have all words of one: `AWS/EC2Spot` of `AWS/EC2`. */
export function kindredOf(namespace: string, namespaces: readonly string[]): string[] {
  const words = wordsOf(namespace.replace(/^AWS\//, ''));
  return namespaces.filter((other) => other !== namespace && isAll(words, wordsOf(other)));
}

function isAll(words: readonly string[], of: readonly string[]): boolean {
  return words.every((word) => of.includes(word));
}

function key(name: string): string {
  return wordsOf(name).join('');
}
