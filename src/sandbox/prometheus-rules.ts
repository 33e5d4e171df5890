/**
 * The rules file of the Prometheus beside a sandbox, over the shop's series: a recording rule, an alert that the incident
 * fires, and one that it does not. Without `for`, so that what is true at the start fires at the first evaluation.
 */
export const RULES = `
groups:
  - name: shop
    rules:
      - record: service:http_requests:error_ratio5m
        expr: |
          sum by (service) (rate(http_requests_total{code=~"5.."}[5m]))
            / sum by (service) (rate(http_requests_total[5m]))
      - alert: ServiceErrorsHigh
        expr: service:http_requests:error_ratio5m > 0.05
        labels: { severity: critical, team: shop }
        annotations:
          summary: '{{ $labels.service }} fails {{ $value | humanizePercentage }} of its requests'
          runbook_url: https://runbooks.shop.example/service-errors
      - alert: ServiceDown
        expr: up{service!=""} == 0
        for: 2m
        labels: { severity: critical, team: shop }
        annotations:
          summary: '{{ $labels.service }} is down'
`;
