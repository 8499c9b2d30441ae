/** `charts`: which symbol and range the chart shows and what is picked on it, as it is now and whenever it changes. */

import type { Json } from '@omnitrade/contracts';
import { permissionDenied } from '../errors.ts';
import type { CallerView, Capability } from './capability.ts';
import type { ChartLook } from './terminal-view.ts';

/** A question without change is answered after this long all the same, so that nothing waits for ever. */
const patienceMs = 60_000;

export const charts: Capability = {
  permission: 'charts:read',
  methods: {
    look: async ({ terminal }) => toJson(terminal.look),
    /** Answers once the look is another than the one with this number; a slow plugin hears of the newest only. */
    async changed(caller, [rev]) {
      const { terminal } = caller;
      if (terminal.look.rev === rev) await nextLook(caller);
      return toJson(terminal.look);
    },
  },
};

const toJson = (look: ChartLook): Json => ({ ...look });

/** Rejects at once when the permission goes: who waits must not keep waiting for what it may not see. */
function nextLook({ terminal, grants, plugin }: CallerView): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  using stack = new DisposableStack();
  stack.use(terminal.listenLook(resolve));
  stack.use(
    grants.listen(() => {
      const decision = grants.decide('charts:read');
      if (decision.allow) return;
      const { deny: why, sentence } = decision;
      reject(permissionDenied('denied', { plugin, permission: 'charts:read', call: 'charts.changed', why, sentence }));
    }),
  );
  const timer = setTimeout(resolve, patienceMs);
  timer.unref();
  stack.defer(() => clearTimeout(timer));
  const held = stack.move();
  return promise.finally(() => held.dispose());
}
