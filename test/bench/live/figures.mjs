/** What is told of many times, nearest rank: {count, median, p95, p99, max}, in their unit. */
export function figuresOf(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const share = (of) => sorted[Math.ceil(of * sorted.length) - 1];
  return { count: sorted.length, median: share(0.5), p95: share(0.95), p99: share(0.99), max: sorted.at(-1) };
}
