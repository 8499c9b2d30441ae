/** Keeps the place of a panel that this page does not know, so that the layout stays as it was. */

import { Notice } from '@omnitrade/ui';

export function MissingPanel({ panelType }: { readonly panelType: string }) {
  return (
    <Notice icon="plugin" title="This panel is not available">
      <p>
        <bdi>{panelType}</bdi> belongs to a plugin that is not running. It comes back here with the plugin.
      </p>
    </Notice>
  );
}
