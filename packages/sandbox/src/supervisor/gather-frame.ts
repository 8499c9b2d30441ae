/** Gathers all that waits for the plugins of one runner into one frame of bounded size. */

import { barColumnNames } from '@omnitrade/contracts';
import type { AttachEntry, ItemEntry, SeriesEntry, TurnsHeader } from '../protocol.ts';
import type { InstanceLink, RunState, SeriesLink } from './plugin-run.ts';
import { itemMaxBytes, type WaitingItem } from './waiting-item.ts';

/** Bars of one series in one frame, and doubles of one frame: 4 MB. */
const maxBars = 80_000;
const maxDoubles = 500_000;

export interface GatheredFrame {
  readonly header: TurnsHeader;
  readonly columns: Float64Array[];
}

/** The plugins that lack the same bars of a series: normally all of them, and then one entry a series. */
interface Group {
  readonly entry: SeriesEntry & { readonly slots: number[] };
  readonly links: SeriesLink[];
}

/** Takes what it sends out of the runs' queues; what does not fit waits for the next frame. */
export function gatherFrame(
  head: Pick<TurnsHeader, 'frame' | 'time' | 'patience'>,
  runs: Iterable<RunState>,
): GatheredFrame {
  const attach: AttachEntry[] = [];
  const detach: [number, number][] = [];
  const groups = new Map<string, Group>();
  const items = new ItemBox();
  const resting: number[] = [];
  const now = performance.now();
  for (const run of runs) {
    takeItems(run, items);
    // An isolate that runs beside the frames must not be touched: its columns wait.
    if (run.start.aside) continue;
    for (const instance of run.detached.splice(0)) {
      detach.push([run.slot, instance]);
      run.known.delete(instance);
    }
    for (const instance of run.instances.values()) announce(run, instance, attach, items);
    if (run.rests(now)) {
      resting.push(run.slot);
      continue;
    }
    for (const link of run.series.values())
      if (link.dirtyFrom !== Number.POSITIVE_INFINITY) addToGroup(groups, run.slot, link);
  }
  const { series, columns } = cutGroups(groups.values());
  const header = { type: 'turns', ...head, detach, attach, series, items: items.entries } as const;
  return { header: resting.length > 0 ? { ...header, resting } : header, columns };
}

class ItemBox {
  readonly entries: ItemEntry[] = [];
  #bytes = 0;

  /** Returns false if the item has to wait. */
  add(slot: number, { text, bytes, aside }: WaitingItem): boolean {
    if (this.#bytes > 0 && this.#bytes + bytes > itemMaxBytes) return false;
    this.#bytes += bytes;
    this.entries.push([slot, text, aside]);
    return true;
  }
}

function takeItems(run: RunState, items: ItemBox): void {
  let taken = 0;
  for (const item of run.items) {
    if (!items.add(run.slot, item)) break;
    if (item.timer !== undefined) run.dueTimers.delete(item.timer);
    taken++;
  }
  run.items.splice(0, taken);
}

function announce(run: RunState, instance: InstanceLink, attach: AttachEntry[], items: ItemBox): void {
  // What was posted before comes first, and a detachment of it may be among that.
  if (instance.announced || run.items.length > 0 || !items.add(run.slot, instance.item)) return;
  instance.announced = true;
  const { attachment, link } = instance;
  const { instance: number, outputs, columns, unsettled } = attachment;
  const entry = { slot: run.slot, instance: number, series: link.number, outputs, columns };
  attach.push({ ...entry, ...(unsettled && { unsettled }) });
}

function addToGroup(groups: Map<string, Group>, slot: number, link: SeriesLink): void {
  const key = `${link.number}:${link.dirtyFrom}`;
  let group = groups.get(key);
  if (!group) {
    const { series } = link;
    const from = Math.min(link.dirtyFrom, series.length);
    const length = Math.min(series.length, from + maxBars);
    const closed = Math.min(series.closed, length);
    const entry = { series: link.number, from, length, closed, total: series.length, slots: [] };
    group = { entry, links: [] };
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
      link.sentRev = bars.rev;
    }
  }
  return { series, columns };
}
