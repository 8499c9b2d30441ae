/**
 * The tree of a panel as a plugin's records build it. The same code checks in the server, which trusts nothing, and in
 * the page, which trusts the server a little less than itself.
 */

import { findNearest } from '../nearest.ts';
import { toGivenText } from '../schema/check-value.ts';
import { findUiComponent, uiComponentNames } from './ui-components.ts';

/** The root is always there, and no plugin can name another node so. */
export const uiRoot = 0;
export const uiLimits = {
  nodes: 20_000,
  depth: 64,
  /** Children of one node: finding a place among them takes time in the server. */
  children: 1_000,
  /** Characters of one text node. */
  textChars: 16_384,
  /** Records of one message. */
  records: 20_000,
} as const;

/** What changed in a panel, in order. Node numbers are the plugin's, never used twice while a panel is open. */
export type UiRecord =
  /** A node appears as child `index` of `parent`; type '' is text, whose `props` is the text itself. */
  | readonly [op: 0, parent: number, id: number, type: string, props: UiPropsJson | string, index: number]
  /** A node and all below it are gone. */
  | readonly [op: 1, id: number]
  | readonly [op: 2, id: number, text: string]
  /** A property has a new value; null takes it away. */
  | readonly [op: 3, id: number, name: string, value: unknown]
  /** A node moves to child `index` of its parent, counted without it. */
  | readonly [op: 4, id: number, index: number];

export type UiPropsJson = Readonly<Record<string, unknown>>;

export interface UiNode {
  readonly id: number;
  /** '' for text, 'root' for the root. */
  readonly type: string;
  text: string;
  props: UiPropsJson;
  readonly children: UiNode[];
  readonly parent: UiNode | undefined;
  readonly depth: number;
}

export type UiSurface = 'panel' | 'widget';

export class UiTree {
  readonly root: UiNode = { id: uiRoot, type: 'root', text: '', props: {}, children: [], parent: undefined, depth: 0 };
  readonly #nodes = new Map<number, UiNode>([[uiRoot, this.root]]);
  readonly #surface: UiSurface;

  constructor(surface: UiSurface = 'panel') {
    this.#surface = surface;
  }

  get size(): number {
    return this.#nodes.size - 1;
  }

  node(id: number): UiNode | undefined {
    return this.#nodes.get(id);
  }

  /**
   * Carries out one record and returns the node whose looks or children changed. Throws a plain Error that says what is
   * wrong with it; the tree is then not to be used any more.
   */
  apply(record: unknown): UiNode {
    if (!Array.isArray(record)) throw new Error('a change that is no list');
    switch (record[0]) {
      case 0:
        return this.#insert(record);
      case 1:
        return this.#remove(record[1]);
      case 2:
        return this.#setText(record[1], record[2]);
      case 3:
        return this.#setProp(record[1], record[2], record[3]);
      case 4:
        return this.#move(record[1], record[2]);
      default:
        throw new Error(`a change of the unknown kind ${toGivenText(record[0])}`);
    }
  }

  /** Records that build the tree as it is from nothing. */
  toRecords(): UiRecord[] {
    const records: UiRecord[] = [];
    const add = (node: UiNode) => {
      for (const [index, child] of node.children.entries()) {
        const own = child.type === '' ? child.text : child.props;
        records.push([0, node.id, child.id, child.type, own, index]);
        add(child);
      }
    };
    add(this.root);
    return records;
  }

  #find(id: unknown): UiNode {
    const node = this.#nodes.get(id as number);
    if (!node) throw new Error(`a change of node ${toGivenText(id)}, which is not there`);
    return node;
  }

  #own(id: unknown): UiNode {
    if (id === uiRoot) throw new Error('a change of the root');
    return this.#find(id);
  }

  #insert([, parentId, id, type, own, index]: readonly unknown[]): UiNode {
    const parent = this.#find(parentId);
    if (!Number.isSafeInteger(id) || (id as number) <= uiRoot) throw new Error(`the node number ${toGivenText(id)}`);
    if (this.#nodes.has(id as number)) throw new Error(`node ${String(id)} twice`);
    if (this.size >= uiLimits.nodes) throw new Error(`more than ${uiLimits.nodes} nodes`);
    if (parent.children.length >= uiLimits.children)
      throw new Error(`more than ${uiLimits.children} children of a node`);
    if (parent.depth >= uiLimits.depth) throw new Error(`nodes more than ${uiLimits.depth} deep`);
    checkIndex(index, parent.children.length);
    const node: UiNode = {
      id: id as number,
      type: this.#checkType(parent, type),
      text: type === '' ? checkText(own) : '',
      props: type === '' ? {} : checkProps(type as string, own),
      children: [],
      parent,
      depth: parent.depth + 1,
    };
    parent.children.splice(index as number, 0, node);
    this.#nodes.set(node.id, node);
    return parent;
  }

  #checkType(parent: UiNode, type: unknown): string {
    const above = findUiComponent(parent.type);
    const within = parent.type === 'root' ? 'any' : (above?.children ?? 'none');
    if (type === '') {
      if (within === 'none') throw new Error(`text in a ${parent.type || 'text'}, which has no inside`);
      return '';
    }
    const component = findUiComponent(type);
    if (!component) {
      const nearest = typeof type === 'string' ? findNearest(type, uiComponentNames) : undefined;
      throw new Error(`the unknown component ${toGivenText(type)}${nearest ? `; did you mean "${nearest}"?` : ''}`);
    }
    if (within !== 'any') throw new Error(`a ${String(type)} in a ${parent.type || 'text'}, which takes none`);
    if (this.#surface === 'widget' && !component.inWidget)
      throw new Error(`a ${String(type)}, which is too large for a widget`);
    return type as string;
  }

  #remove(id: unknown): UiNode {
    const node = this.#own(id);
    const parent = node.parent as UiNode;
    parent.children.splice(parent.children.indexOf(node), 1);
    this.#forget(node);
    return parent;
  }

  #forget(node: UiNode): void {
    this.#nodes.delete(node.id);
    for (const child of node.children) this.#forget(child);
  }

  #setText(id: unknown, given: unknown): UiNode {
    const node = this.#own(id);
    if (node.type !== '') throw new Error(`text for a ${node.type}`);
    node.text = checkText(given);
    return node;
  }

  #setProp(id: unknown, name: unknown, value: unknown): UiNode {
    const node = this.#own(id);
    if (node.type === '' || typeof name !== 'string') throw new Error('a property of what has none');
    if (value === null && !isNullable(node.type, name)) {
      const { [name]: _, ...rest } = node.props;
      node.props = rest;
    } else {
      checkProp(node.type, name, value);
      node.props = { ...node.props, [name]: value };
    }
    return node;
  }

  #move(id: unknown, index: unknown): UiNode {
    const node = this.#own(id);
    const parent = node.parent as UiNode;
    checkIndex(index, parent.children.length - 1);
    parent.children.splice(parent.children.indexOf(node), 1);
    parent.children.splice(index as number, 0, node);
    return parent;
  }
}

function checkIndex(index: unknown, max: number): void {
  if (!Number.isInteger(index) || (index as number) < 0 || (index as number) > max)
    throw new Error(`the place ${toGivenText(index)} among ${max} children`);
}

function checkText(given: unknown): string {
  if (typeof given !== 'string') throw new Error(`text that is ${toGivenText(given)}`);
  if (given.length > uiLimits.textChars) throw new Error(`a text of ${given.length} characters`);
  return given;
}

function checkProps(type: string, given: unknown): UiPropsJson {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new Error(`properties that are ${toGivenText(given)}`);
  for (const [name, value] of Object.entries(given)) checkProp(type, name, value);
  return { ...given };
}

function checkProp(type: string, name: string, value: unknown): void {
  const component = findUiComponent(type);
  const { props = {}, events = {} } = component ?? {};
  if (Object.hasOwn(events, name)) {
    if (value !== true) throw new Error(`${type}.${name} that is neither listened to nor not`);
    return;
  }
  const rule = Object.hasOwn(props, name) ? props[name] : undefined;
  if (!rule) {
    const nearest = findNearest(name, [...Object.keys(props), ...Object.keys(events)]);
    throw new Error(
      `the unknown property ${type}.${name.slice(0, 60)}${nearest ? `; did you mean "${nearest}"?` : ''}`,
    );
  }
  if (!rule.accepts(value)) throw new Error(`${type}.${name} must be ${rule.expected}, not ${toGivenText(value)}`);
}

/** Null is a value of an empty number field. */
const isNullable = (type: string, name: string): boolean => findUiComponent(type)?.props[name]?.accepts(null) ?? false;

/** Whether a user can do `event` on the node, with that value: what a page says is checked like what a plugin says. */
export function acceptsUiEvent(node: UiNode | undefined, event: string, value: unknown): boolean {
  const events = node && findUiComponent(node.type)?.events;
  if (!events || !Object.hasOwn(events, event) || node.props[event] !== true || node.props.disabled === true)
    return false;
  const rule = events[event as `on${string}`];
  return rule ? rule.accepts(value) : value === undefined || value === null;
}
