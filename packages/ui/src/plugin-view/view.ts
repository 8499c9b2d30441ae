/** What the drawing of a component is given. */

import type { UiNode } from '@omnitrade/contracts';
import type { ComponentType, ReactNode } from 'react';

export interface ViewProps {
  readonly node: UiNode;
  /** Tells the plugin what its user did; returns the number of that deed. */
  readonly act: (event: string, value?: unknown) => number;
  /** The last deed the plugin has carried out. */
  readonly ack: number;
  readonly children?: ReactNode;
}
export type ViewOf = ComponentType<ViewProps>;

/** Properties were checked against the table of components when they came: here they have the types it says. */
export const propsOf = <T>(node: UiNode): T => node.props as T;
