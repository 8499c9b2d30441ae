/** Bar times as the chart wants them: seconds on the exchange's wall clock, strictly rising. */

const dayMs = 86_400_000;
const bucketMs = 30 * dayMs;

/** Milliseconds that the wall clock of an IANA zone is ahead of UTC; 0 where the zone is unknown. */
export function createZoneOffset(timeZone: string): (ms: number) => number {
  const parts = openParts(timeZone);
  if (parts === undefined) return () => 0;
  const ask = (ms: number): number => {
    const at: Record<string, number> = {};
    for (const { type, value } of parts.formatToParts(ms)) at[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = at;
    return Date.UTC(year, month - 1, day, hour % 24, minute, second) - Math.floor(ms / 1000) * 1000;
  };
  const atEdge = new Map<number, number>();
  const askEdge = (bucket: number): number => {
    let offset = atEdge.get(bucket);
    if (offset === undefined) {
      offset = ask(bucket * bucketMs);
      atEdge.set(bucket, offset);
    }
    return offset;
  };
  // Zones change at most a few times a year: where a month begins and ends alike, it is alike in between.
  return (ms) => {
    const bucket = Math.floor(ms / bucketMs);
    const first = askEdge(bucket);
    return first === askEdge(bucket + 1) ? first : ask(ms);
  };
}

function openParts(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return undefined;
  }
}

/**
 * Turns bar times into the chart's times. Each must be later than the one before it: where two fall into one second,
 * or into the hour that autumn repeats, the later one is moved on by a second.
 */
export class WallClock {
  readonly #offset: (ms: number) => number;

  /** `daily`: bars last a day or longer. Those that open at midnight UTC are named by that day, wherever the exchange is. */
  constructor(timeZone: string, daily: boolean) {
    const offset = createZoneOffset(timeZone);
    this.#offset = daily ? (ms) => (ms % dayMs === 0 ? 0 : offset(ms)) : offset;
  }

  toChartSeconds(ms: number, previous: number): number {
    const seconds = Math.floor((ms + this.#offset(ms)) / 1000);
    return seconds > previous ? seconds : previous + 1;
  }
}
