/**
 * `@omnitrade/sdk/ui`: what panels and widgets are drawn with. Components are the terminal's own, by name; Preact decides
 * what changed. It is loaded into an isolate only if the plugin imports it.
 */

import type { UiComponentName, UiProps, UiRoot } from '@omnitrade/contracts';
import { type ComponentChildren, type ComponentType, h, options, render as renderInto, type VNode } from 'preact';
import { afterEachEvent, onUnmount } from './guest/ui/mounts.ts';

export { createContext, Fragment, h } from 'preact';
export {
  useCallback,
  useContext,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
} from 'preact/hooks';
export type { ComponentChildren, UiRoot, VNode };

// A handler gets the value itself, and effects run with the turn that caused them: there is no frame to wait for.
options.event = (event) => (event as unknown as { value: unknown }).value as never;
(options as { requestAnimationFrame?: (callback: () => void) => void }).requestAnimationFrame = (callback) =>
  void Promise.resolve().then(callback);

// What is to be rendered is rendered at the end of the turn, or as soon as the event that caused it is over.
let due: (() => void) | undefined;
const renderDue = () => {
  const work = due;
  due = undefined;
  work?.();
};
options.debounceRendering = (work) => {
  due = work;
  void Promise.resolve().then(renderDue);
};
afterEachEvent(renderDue);

/** Draws `view` into the root that `mount` was given; called again, it draws what changed. */
export function render(view: ComponentChildren, root: UiRoot): void {
  const container = root as never;
  onUnmount(root, () => renderInto(null, container));
  renderInto(view as VNode, container);
}

type Component<N extends UiComponentName> = ComponentType<UiProps<N> & { readonly children?: ComponentChildren }>;
const component = <N extends UiComponentName>(name: N) => name as unknown as Component<N>;

export const Alert = component('Alert');
export const Badge = component('Badge');
export const Button = component('Button');
export const Divider = component('Divider');
export const Grid = component('Grid');
export const Heading = component('Heading');
export const Icon = component('Icon');
export const KeyValue = component('KeyValue');
export const NumberInput = component('NumberInput');
export const Progress = component('Progress');
export const Row = component('Row');
export const Scroll = component('Scroll');
export const Section = component('Section');
export const Select = component('Select');
export const Slider = component('Slider');
export const Sparkline = component('Sparkline');
export const Stack = component('Stack');
export const Stat = component('Stat');
export const Switch = component('Switch');
export const Table = component('Table');
export const Tabs = component('Tabs');
export const Text = component('Text');
export const TextInput = component('TextInput');

/** A panel or widget from a component without properties: `mount: show(App)`. */
export const show = (View: ComponentType) => (root: UiRoot) => render(h(View, null), root);
