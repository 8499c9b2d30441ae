/** The workspace, kept in the home. There is one in this release. */

import type { WorkspaceStore } from '@omnitrade/contracts';
import type { StoreThread } from './thread.ts';

const name = 'main';

export function createWorkspaceStore(thread: StoreThread): WorkspaceStore {
  return {
    async read() {
      const content = await thread.call('workspaces.read', { name });
      return content === null ? undefined : JSON.parse(content);
    },
    write: (workspace) => thread.call('workspaces.write', { name, content: JSON.stringify(workspace) }),
  };
}
