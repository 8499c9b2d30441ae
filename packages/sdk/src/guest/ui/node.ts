/**
 * Nodes of a panel inside the isolate: as much of a DOM as Preact calls, and no more. Each change of a node that hangs on
 * the root becomes a record; nodes that do not hang there yet cost nothing but themselves.
 */

import type { UiRecord } from '@omnitrade/contracts';

type Listener = (this: UiElement, event: { readonly value: unknown }) => void;

/** Where the records of one mount gather. */
export interface RecordSink {
  push(record: UiRecord): void;
  nextId(): number;
}

abstract class UiChild {
  parentNode: UiElement | null = null;
  /** As the terminal knows it; 0 while it does not hang on the root. Never used again after a removal. */
  #id = 0;

  get nodeId(): number {
    return this.#id;
  }

  get nextSibling(): UiNode | null {
    const { parentNode } = this;
    if (!parentNode) return null;
    const { childNodes } = parentNode;
    return childNodes[childNodes.indexOf(this as unknown as UiNode) + 1] ?? null;
  }

  remove(): void {
    this.parentNode?.removeChild(this as unknown as UiNode);
  }

  hang(sink: RecordSink): void {
    this.#id = sink.nextId();
  }

  letGo(): void {
    this.#id = 0;
  }
}

export class UiText extends UiChild {
  readonly nodeType = 3;
  readonly #sink: RecordSink;
  #data: string;

  constructor(sink: RecordSink, data: unknown) {
    super();
    this.#sink = sink;
    this.#data = `${data}`;
  }

  get data(): string {
    return this.#data;
  }

  set data(value: unknown) {
    const text = `${value}`;
    if (text === this.#data) return;
    this.#data = text;
    if (this.nodeId > 0) this.#sink.push([2, this.nodeId, text]);
  }

  say(parent: number, index: number): void {
    this.hang(this.#sink);
    this.#sink.push([0, parent, this.nodeId, '', this.#data, index]);
  }
}

export class UiElement extends UiChild {
  readonly nodeType = 1;
  readonly namespaceURI = null;
  readonly localName: string;
  readonly childNodes: UiNode[] = [];
  readonly ownerDocument: UiDocument;
  readonly #sink: RecordSink;
  readonly #props = new Map<string, unknown>();
  readonly #listeners = new Map<string, Listener>();
  readonly #isRoot: boolean;

  constructor(sink: RecordSink, document: UiDocument, localName: string, isRoot = false) {
    super();
    this.#sink = sink;
    this.ownerDocument = document;
    this.localName = localName;
    this.#isRoot = isRoot;
  }

  get firstChild(): UiNode | null {
    return this.childNodes[0] ?? null;
  }

  get #hangs(): boolean {
    return this.#isRoot || this.nodeId > 0;
  }

  insertBefore(node: UiNode, before: UiNode | null): UiNode {
    if (node.parentNode === this && this.#hangs) return this.#moveChild(node, before);
    node.remove();
    const index = this.#placeOf(before);
    this.childNodes.splice(index, 0, node);
    node.parentNode = this;
    if (this.#hangs) node.say(this.nodeId, index);
    return node;
  }

  removeChild(node: UiNode): UiNode {
    const index = this.childNodes.indexOf(node);
    if (index < 0) return node;
    this.childNodes.splice(index, 1);
    node.parentNode = null;
    if (node.nodeId > 0) {
      this.#sink.push([1, node.nodeId]);
      node.letGo();
    }
    return node;
  }

  setAttribute(name: string, value: unknown): void {
    if (this.#props.get(name) === value) return;
    this.#props.set(name, value);
    if (this.nodeId > 0) this.#sink.push([3, this.nodeId, name, value]);
  }

  removeAttribute(name: string): void {
    if (this.#props.delete(name) && this.nodeId > 0) this.#sink.push([3, this.nodeId, name, null]);
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, listener);
    this.setAttribute(toProp(type), true);
  }

  removeEventListener(type: string): void {
    this.#listeners.delete(type);
    this.removeAttribute(toProp(type));
  }

  /** A user did something here. */
  dispatch(prop: string, value: unknown): void {
    this.#listeners.get(prop.slice(2).toLowerCase())?.call(this, { value });
  }

  say(parent: number, index: number): void {
    this.hang(this.#sink);
    const props: Record<string, unknown> = {};
    for (const [name, value] of this.#props) props[name] = value;
    this.#sink.push([0, parent, this.nodeId, this.localName, props, index]);
    for (let i = 0; i < this.childNodes.length; i++) (this.childNodes[i] as UiNode).say(this.nodeId, i);
  }

  override letGo(): void {
    super.letGo();
    for (const child of this.childNodes) child.letGo();
  }

  find(id: number): UiElement | undefined {
    for (const child of this.childNodes) {
      if (!(child instanceof UiElement)) continue;
      const found = child.nodeId === id ? child : child.find(id);
      if (found) return found;
    }
    return undefined;
  }

  #moveChild(node: UiNode, before: UiNode | null): UiNode {
    const from = this.childNodes.indexOf(node);
    this.childNodes.splice(from, 1);
    const index = this.#placeOf(before);
    this.childNodes.splice(index, 0, node);
    if (index !== from) this.#sink.push([4, node.nodeId, index]);
    return node;
  }

  #placeOf(before: UiNode | null): number {
    const index = before ? this.childNodes.indexOf(before) : -1;
    return index < 0 ? this.childNodes.length : index;
  }
}

export type UiNode = UiText | UiElement;

const toProp = (type: string) => `on${type[0]?.toUpperCase()}${type.slice(1)}`;

/** What Preact makes nodes with. */
export class UiDocument {
  readonly #sink: RecordSink;

  constructor(sink: RecordSink) {
    this.#sink = sink;
  }

  createElementNS(_namespace: unknown, name: string): UiElement {
    return new UiElement(this.#sink, this, name);
  }

  createElement(name: string): UiElement {
    return new UiElement(this.#sink, this, name);
  }

  createTextNode(data: unknown): UiText {
    return new UiText(this.#sink, data);
  }

  createRoot(): UiElement {
    return new UiElement(this.#sink, this, 'root', true);
  }
}
