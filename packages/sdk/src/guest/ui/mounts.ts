/** Panels and widgets inside the isolate: what is open, what was drawn in it, and the records that tell the terminal. */

import type { PanelDef, UiMount, UiRecord, WidgetDef } from '@omnitrade/contracts';
import { reportUncaught, send, sendFailure, sendText } from '../outputs.ts';
import { askAgain } from '../turn-again.ts';
import { UiDocument, type UiElement } from './node.ts';

const { stringify } = JSON;
const { apply } = Reflect;
/** Characters of records one message takes; what is over it goes with the next turn. */
const messageChars = 40 * 1024;

interface Surface {
  readonly kind: 'panel' | 'widget';
  readonly mount: UiMount;
}

interface Mount {
  readonly instance: number;
  readonly contribution: string;
  readonly root: UiElement;
  /** Records as JSON, oldest first, and how many characters they take. */
  readonly waiting: string[];
  /** The last event of the page that was carried out. */
  ack: number;
  /** Acknowledged to the terminal. */
  told: number;
  cleanup: unknown;
  /** Takes away what was rendered; set by `render` of `@omnitrade/sdk/ui`. */
  unrender: (() => void) | undefined;
}

const surfaces = new Map<string, Surface>();
const mounts = new Map<number, Mount>();
const byRoot = new WeakMap<object, Mount>();

const fail = (def: { readonly id?: unknown } | undefined, what: string) => {
  throw new TypeError(`${what} of '${String(def?.id)}'.`);
};

/** `panels.addPanel`: declares it to the terminal; throws a TypeError that names what is missing. */
export function addPanel(def: PanelDef): void {
  const { id, title, description, icon, placement = 'right', mount } = def ?? {};
  declare('component.panel', 'panel', def, mount);
  send({ t: 'contribute', point: 'component.panel', id, info: { title, description, icon, placement } as never });
}

/** `panels.addWidget`: a small live value in the status bar. */
export function addWidget(def: WidgetDef): void {
  const { id, title, description, mount } = def ?? {};
  declare('component.widget', 'widget', def, mount);
  send({ t: 'contribute', point: 'component.widget', id, info: { title, description } as never });
}

function declare(point: string, kind: Surface['kind'], def: PanelDef | WidgetDef, mount: UiMount): void {
  if (typeof def?.id !== 'string') fail(def, `${point}: 'id' is missing: that`);
  if (typeof mount !== 'function') fail(def, `${point}: 'mount' is missing`);
  if (surfaces.has(def.id)) fail(def, `${point}: there is one already`);
  surfaces.set(def.id, { kind, mount: (root) => apply(mount, def, [root]) });
}

/** The event `ui.mount`: somebody opened it. */
export function mountSurface({ instance, contribution }: { instance: number; contribution: string }): void {
  const surface = surfaces.get(contribution);
  if (!surface) return tellFailure(contribution, instance, new Error(`There is no panel '${contribution}'.`));
  let last = 0;
  const waiting: string[] = [];
  const sink = { nextId: () => ++last, push: (record: UiRecord) => queue(waiting, record) };
  const root = new UiDocument(sink).createRoot();
  const mount = { instance, contribution, root, waiting, ack: 0, told: 0, cleanup: undefined, unrender: undefined };
  mounts.set(instance, mount);
  byRoot.set(root, mount);
  Object.defineProperty(root, 'surface', { value: surface.kind });
  try {
    (mount as Mount).cleanup = surface.mount(root as never);
  } catch (error) {
    mounts.delete(instance);
    tellFailure(contribution, instance, error);
  }
}

/** The event `ui.unmount`: nobody looks at it any more. */
export function unmountSurface({ instance }: { instance: number }): void {
  const mount = mounts.get(instance);
  if (!mount) return;
  mounts.delete(instance);
  try {
    mount.unrender?.();
    if (typeof mount.cleanup === 'function') mount.cleanup();
  } catch (error) {
    reportUncaught(error);
  }
}

let settle = () => {};

/** What is to be done after each event: two presses that come in one turn must not see the same state. */
export function afterEachEvent(work: () => void): void {
  settle = work;
}

/** The event `ui.event`: its user did something. */
export function takeUiEvent(event: {
  instance: number;
  node: number;
  event: string;
  value: unknown;
  seq: number;
}): void {
  const mount = mounts.get(event.instance);
  if (!mount) return;
  mount.ack = event.seq;
  try {
    mount.root.find(event.node)?.dispatch(event.event, event.value);
    settle();
  } catch (error) {
    reportUncaught(error);
  }
  flushSoon();
}

/** How `render` takes away what it has rendered when the root closes. */
export function onUnmount(root: object, unrender: () => void): void {
  const mount = byRoot.get(root);
  if (!mount) throw new TypeError('render() needs the root that mount() was given.');
  mount.unrender = unrender;
}

function queue(waiting: string[], record: UiRecord): void {
  const text = stringify(record);
  if (text.length > messageChars)
    throw new RangeError(
      `One property of a component may hold ${messageChars} characters; this one has ${text.length}.`,
    );
  waiting.push(text);
  flushSoon();
}

let soon = false;
let left = false;
const resolved = Promise.resolve();
const { then } = Promise.prototype;

/** After all that this turn still does: renderings of one turn leave together. */
function flushSoon(): void {
  if (soon) return;
  soon = true;
  apply(then, resolved, [flush]);
}

/** Sends what fits; what does not goes first in the next turn, which is asked for. */
function flush(): void {
  soon = false;
  left = false;
  for (const mount of mounts.values()) if (!flushMount(mount)) left = true;
  askAgain('ui', left);
}

/** What did not fit the turn before. */
export function goOnDrawing(): void {
  if (left) flush();
}

/** False if something of it has to wait. */
function flushMount(mount: Mount): boolean {
  const { waiting, contribution, instance, ack } = mount;
  if (waiting.length === 0 && mount.told === ack) return true;
  let chars = 0;
  let count = 0;
  while (count < waiting.length && chars + (waiting[count] as string).length <= messageChars)
    chars += (waiting[count++] as string).length + 1;
  const head = `{"t":"emit","contribution":${stringify(contribution)},"data":{"kind":"ui","instance":${instance},"ack":${ack},"records":[`;
  try {
    sendText(`${head}${waiting.slice(0, count).join(',')}]}}`);
  } catch {
    // The turn's messages are full.
    return false;
  }
  waiting.splice(0, count);
  mount.told = ack;
  return waiting.length === 0;
}

function tellFailure(contribution: string, instance: number, thrown: unknown): void {
  sendFailure(thrown, (error) => ({
    t: 'emit',
    contribution,
    data: { kind: 'ui-failed', instance, error: { ...error } } as never,
  }));
}
