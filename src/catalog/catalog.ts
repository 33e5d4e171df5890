/** The metric catalogue: what is known of AWS's own metrics without asking. */
export interface Catalog {
  /** The unit AWS publishes a metric in (`Percent`, `Seconds` …), undefined where it is not catalogued. */
  unit(namespace: string, metricName: string): string | undefined;
}
