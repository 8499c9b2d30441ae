/** Gathers all that waits for the plugins of one runner into one frame of bounded size. */

import { barColumnNames } from '@omnitrade/contracts';
import type { AttachEntry, SeriesEntry, TurnsHeader } from '../protocol.ts';
import type { InstanceLink, RunState, SeriesLink } from './plugin-run.ts';

/** Bars of one series in one frame, and doubles of one frame: 4 MB. */
const maxBars = 20_000;
const maxDoubles = 500_000;

export interface GatheredFrame {
  readonly header: TurnsHeader;
  readonly columns: Float64Array[];
  /** Revision sent, by `slot:series`. */
  readonly revs: Map<string, number>;
}

/** The plugins that lack the same bars of a series: normally all of them, and then one entry a series. */
interface Group {
  readonly entry: SeriesEntry & { readonly slots: number[] };
  readonly links: SeriesLink[];
}

/** Takes what it sends out of the runs' queues; what does not fit stays dirty and goes with the next frame. */
export function gatherFrame(frame: number, time: number, runs: Iterable<RunState>): GatheredFrame {
  const attach: AttachEntry[] = [];
  const detach: [number, number][] = [];
  const items: [number, string][] = [];
  const revs = new Map<string, number>();
  const groups = new Map<string, Group>();
  for (const run of runs) {
    for (const item of run.items.splice(0)) items.push([run.slot, item]);
    // An isolate that runs beside the frames must not be touched: its columns wait.
    if (run.aside) continue;
    for (const instance of run.detached.splice(0)) detach.push([run.slot, instance]);
    for (const instance of run.instances.values()) announce(run, instance, attach, items);
    for (const link of run.series.values()) {
      revs.set(`${run.slot}:${link.number}`, link.series.rev);
      if (link.dirtyFrom !== Number.POSITIVE_INFINITY) addToGroup(groups, run.slot, link);
    }
  }
  const { series, columns } = cutGroups(groups.values());
  return { header: { type: 'turns', frame, time, attach, detach, series, items }, columns, revs };
}

function announce(run: RunState, instance: InstanceLink, attach: AttachEntry[], items: [number, string][]): void {
  if (instance.announced) return;
  instance.announced = true;
  const { attachment, link } = instance;
  attach.push({
    slot: run.slot,
    instance: attachment.instance,
    series: link.number,
    outputs: attachment.outputs,
    columns: attachment.columns,
  });
  items.push([run.slot, instance.item]);
}

function addToGroup(groups: Map<string, Group>, slot: number, link: SeriesLink): void {
  const key = `${link.number}:${link.dirtyFrom}`;
  let group = groups.get(key);
  if (!group) {
    const from = Math.min(link.dirtyFrom, link.series.length);
    const length = Math.min(link.series.length, from + maxBars);
    const closed = Math.min(link.series.closed, length);
    group = { entry: { series: link.number, from, length, closed, slots: [] }, links: [] };
    groups.set(key, group);
  }
  group.entry.slots.push(slot);
  group.links.push(link);
}

function cutGroups(groups: Iterable<Group>): { series: SeriesEntry[]; columns: Float64Array[] } {
  const series: SeriesEntry[] = [];
  const columns: Float64Array[] = [];
  let doubles = 0;
  for (const { entry, links } of groups) {
    const n = (entry.length - entry.from) * 6;
    if (doubles > 0 && doubles + n > maxDoubles) break;
    doubles += n;
    series.push(entry);
    const bars = (links[0] as SeriesLink).series;
    for (const name of barColumnNames) columns.push(bars.columns[name].subarray(entry.from, entry.length));
    for (const link of links) {
      link.dirtyFrom = entry.length < bars.length ? entry.length : Number.POSITIVE_INFINITY;
      link.longest = Math.max(link.longest, entry.length);
    }
  }
  return { series, columns };
}
