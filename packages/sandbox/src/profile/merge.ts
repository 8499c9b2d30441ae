/** Puts the pieces an engine measured, one a call, together into one profile in which the time between them is idle. */

import { type CallFrame, type CpuProfile, type ProfileNode, profileLimits } from './format.ts';

/** One call as an engine measured it. `sampledAt` is on the clock of `startTime`, in microseconds. */
export interface MeasuredCall {
  readonly startTime: number;
  readonly endTime: number;
  readonly nodes: readonly {
    readonly id: number;
    readonly children: readonly number[];
    readonly callFrame: CallFrame;
  }[];
  readonly samples: readonly number[];
  readonly sampledAt: readonly number[];
}

interface Growing {
  readonly id: number;
  readonly callFrame: CallFrame;
  hitCount: number;
  readonly children: Map<string, Growing>;
}

const nowhere = { scriptId: '0', url: '', lineNumber: -1, columnNumber: -1 };

export function mergeCalls(calls: readonly MeasuredCall[]): CpuProfile {
  const tree = new CallTree();
  const samples: number[] = [];
  const timeDeltas: number[] = [];
  const startTime = calls[0]?.startTime ?? 0;
  let now = startTime;
  const add = (node: Growing, time: number) => {
    if (samples.length >= profileLimits.samples) return;
    node.hitCount++;
    samples.push(node.id);
    timeDeltas.push(Math.max(0, Math.round(time - now)));
    now = Math.max(now, time);
  };
  for (const call of calls) {
    const known = tree.adopt(call);
    for (const [n, id] of call.samples.entries()) add(known.get(id) ?? tree.root, call.sampledAt[n] ?? call.startTime);
    add(tree.idle, call.endTime);
  }
  return { nodes: tree.nodes, startTime, endTime: now, samples, timeDeltas };
}

class CallTree {
  readonly #all: Growing[] = [];
  readonly root = this.#make({ functionName: '(root)', ...nowhere });
  readonly idle = this.#child(this.root, { functionName: '(idle)', ...nowhere });

  get nodes(): ProfileNode[] {
    return this.#all.map(({ id, callFrame, hitCount, children }) => ({
      id,
      callFrame,
      hitCount,
      children: Array.from(children.values(), (child) => child.id),
    }));
  }

  /** Finds or makes a node for each of a call's; beyond the limit of nodes, what is called counts as its caller. */
  adopt({ nodes }: MeasuredCall): ReadonlyMap<number, Growing> {
    const byId = new Map(nodes.map((node) => [node.id, node]));
    const found = new Map<number, Growing>();
    const queue: (readonly [number, Growing | undefined])[] = nodes[0] ? [[nodes[0].id, undefined]] : [];
    for (const [id, parent] of queue) {
      const node = byId.get(id);
      if (!node || found.has(id)) continue;
      const grown = parent ? this.#child(parent, node.callFrame) : this.root;
      found.set(id, grown);
      for (const child of node.children) queue.push([child, grown]);
    }
    return found;
  }

  #child(parent: Growing, callFrame: CallFrame): Growing {
    const { functionName, url, lineNumber, columnNumber } = callFrame;
    const key = `${functionName}\n${url}\n${lineNumber}\n${columnNumber}`;
    const known = parent.children.get(key);
    if (known) return known;
    if (this.#all.length >= profileLimits.nodes) return parent;
    const made = this.#make(callFrame);
    parent.children.set(key, made);
    return made;
  }

  #make(callFrame: CallFrame): Growing {
    const node = { id: this.#all.length + 1, callFrame, hitCount: 0, children: new Map() };
    this.#all.push(node);
    return node;
  }
}
