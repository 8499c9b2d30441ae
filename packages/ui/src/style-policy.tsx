/** Keeps the component library from adding style elements, which the page's content security policy refuses. */

import { CSPProvider } from '@base-ui/react/csp-provider';
import type { ReactNode } from 'react';

export function StylePolicy({ children }: { readonly children: ReactNode }) {
  return <CSPProvider disableStyleElements>{children}</CSPProvider>;
}
