/** What people call a service, by the namespace of its metrics; the words of the namespace itself need not be named. */
const SERVICE_NAMES: Readonly<Record<string, string>> = {
  'AWS/ACMPrivateCA': 'acm pca certificate authority',
  'AWS/AmazonMQ': 'mq activemq rabbitmq rabbit broker',
  'AWS/AmplifyHosting': 'amplify',
  'AWS/ApiGateway': 'apigw apigateway api gateway gw rest http websocket',
  'AWS/ApplicationELB': 'alb elb elbv2 application load balancer lb http',
  'AWS/AutoScaling': 'asg auto scaling group autoscaling',
  'AWS/Cassandra': 'keyspaces',
  'AWS/CertificateManager': 'acm cert ssl tls certificate',
  'AWS/CloudFront': 'cf cdn cloud front distribution',
  'AWS/DDoSProtection': 'shield ddos attack',
  'AWS/DMS': 'database migration',
  'AWS/DX': 'direct connect directconnect',
  'AWS/DocDB': 'documentdb document db mongo mongodb docdb',
  'AWS/DynamoDB': 'ddb dynamo dynamodb table',
  'AWS/EBS': 'volume disk block store',
  'AWS/EC2': 'instance vm virtual machine server',
  'AWS/ECS': 'fargate container service task',
  'AWS/EFS': 'nfs elastic file system',
  'AWS/EKS': 'kubernetes k8s control plane apiserver',
  'AWS/ELB': 'clb classic load balancer lb elb',
  'AWS/ES': 'opensearch elasticsearch elastic search es aoss',
  'AWS/ElastiCache': 'redis valkey memcached cache elasticache elastic',
  'AWS/ElasticBeanstalk': 'eb beanstalk',
  'AWS/ElasticMapReduce': 'emr hadoop spark',
  'AWS/Events': 'eventbridge event bridge cloudwatch rule bus eb',
  'AWS/Firehose': 'kinesis firehose delivery stream',
  'AWS/GatewayELB': 'gwlb gateway load balancer lb',
  'AWS/Inspector': 'inspector security',
  'AWS/Kafka': 'msk kafka topic broker',
  'AWS/KafkaConnect': 'msk connect connector',
  'AWS/Kinesis': 'kds kinesis stream shard data streams',
  'AWS/KinesisAnalytics': 'flink kda managed',
  'AWS/Lambda': 'function serverless lambda fn',
  'AWS/Logs': 'cloudwatch logs log group cwl',
  'AWS/NATGateway': 'nat gw gateway',
  'AWS/NetworkELB': 'nlb elb elbv2 network load balancer lb',
  'AWS/Prometheus': 'amp managed prometheus',
  'AWS/RDS': 'database db postgres postgresql mysql mariadb aurora sql oracle rds',
  'AWS/Redshift': 'warehouse',
  'AWS/Route53': 'dns health check route53 r53',
  'AWS/Route53Resolver': 'dns resolver route53',
  'AWS/S3': 'bucket object storage s3',
  'AWS/SES': 'email mail',
  'AWS/SNS': 'topic notification sms push',
  'AWS/SQS': 'queue message sqs',
  'AWS/SageMaker': 'ml model inference endpoint',
  'AWS/States': 'step functions stepfunctions sfn state machine workflow',
  'AWS/Transfer': 'sftp ftp',
  'AWS/TransitGateway': 'tgw transit gw gateway',
  'AWS/VPN': 'tunnel site ipsec',
  'AWS/WAFV2': 'waf firewall web acl',
  'AWS/Bedrock': 'llm model genai ai foundation claude bedrock',
  'AWS/Billing': 'cost spend bill charge money',
  'AWS/Usage': 'quota service limits api call usage',
  'AWS/EventBridge/Pipes': 'pipe eventbridge',
  'AWS/Scheduler': 'eventbridge schedule cron',
  CWAgent: 'cloudwatch agent host os linux windows server',
  CloudWatchSynthetics: 'canary canaries synthetics',
  ContainerInsights: 'eks kubernetes k8s container insights pod node cluster',
  'ECS/ContainerInsights': 'ecs fargate container insights task',
  Glue: 'etl job glue',
  LambdaInsights: 'lambda insights function',
};

/** Words that mean the same in metrics, each by the one that stands for it. */
const SAME: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'throttle throttled throttling throttles throttler',
    'error err errs errored erroring',
    'fail failed failure failing fault',
    'memory mem ram',
    'utilization util utilisation usage used utilized use full',
    'connection conn conns connected',
    'message msg msgs',
    'request req reqs requested',
    'response resp',
    'latency lat latencies slow slowness',
    'second sec secs',
    'millisecond ms milli millis',
    'invocation invoc invocations invoke invoked invokes',
    'oldest older',
    'available avail availability',
    'free freeable unused',
    'storage space',
    'unhealthy un',
    'bandwidth bw',
    'replica replication replicate repl replicated',
    'restart restarts restarted',
    'evict eviction evicted evictions',
    'drop dropped drops discarded',
    'receive received rx incoming in ingress ingest ingested ingestion',
    'send sent tx outgoing out egress',
    'read reads reading',
    'write writes writing written',
    'delete deleted deletes',
    'execution executed execute exec run running runs',
    'number num count total amount many',
    'visible visibility wait waiting waits backlog',
    'percent percentage pct',
    'token tokens',
    'expiry expire expired expiration expiring expires',
    'size bytes byte',
    'operation ops op operations',
    'average avg mean',
    'maximum max',
    'minimum min',
    'concurrent concurrency concurrently',
    'deadletter dlq',
  ].flatMap((line) => {
    const [stands = '', ...others] = line.split(' ');
    return others.map((word) => [word, stands] as const);
  }),
);

/** The words of a text, as a search compares them: lower-case, of camel case too, `5XX` whole. */
export function wordsOf(text: string): string[] {
  return text
    .replaceAll(/dead[\s_-]?letter/gi, ' deadletter ')
    .replaceAll(/(\d)xx/gi, ' $1xx ')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d%]+/)
    .filter((word) => word !== '');
}

/** The one word that stands for all forms of a word: its singular, or what it abbreviates. */
export function stem(word: string): string {
  const direct = SAME[word];
  if (direct !== undefined) return direct;
  const singular =
    word.length > 3 && word.endsWith('s') && !/(ss|us|is|\dxs)$/.test(word)
      ? word
          .replace(/ies$/, 'y')
          .replace(/(ch|sh|x|s)es$/, '$1')
          .replace(/s$/, '')
      : word;
  return SAME[singular] ?? singular;
}

/** What a namespace is searched by: its own words and what people call its service. */
export function serviceWords(namespace: string): string {
  const bare = namespace.replace(/^AWS\//, '');
  return `${bare} ${bare.toLowerCase()} ${SERVICE_NAMES[namespace] ?? ''}`;
}
