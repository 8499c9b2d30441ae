/** A host on a home, in this process. */

import { createHost, type Host, type HostLog } from '@omnitrade/host';
import { readGuestModules } from '@omnitrade/sdk/guest';
import type { Home } from '@omnitrade/store';

export function openLocalHost(home: Home, log?: HostLog): Host {
  return createHost({
    store: home.plugins,
    workspace: home.workspace,
    guest: readGuestModules(),
    ...(log && { log }),
  });
}
