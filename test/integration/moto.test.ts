import './moto/alarms.ts';
import './moto/logs.ts';
import './moto/metrics.ts';
import './moto/promql.ts';
import './moto/server.ts';
