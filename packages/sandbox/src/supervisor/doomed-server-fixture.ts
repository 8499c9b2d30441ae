/** A server that is going to be killed while a plugin sits in a builtin that nothing interrupts; it prints its runner's pid. */

import { readGuestModules } from '@omnitrade/sdk/guest';
import { createKit } from '../../test-kit/kit.ts';
import { plugin } from '../../test-kit/sources.ts';

const stuck = 'new Array(2 ** 32 - 2).indexOf(1);';
const kit = createKit({
  guest: readGuestModules(),
  policy: { stuckMs: 60_000, replyMs: 60_000, returnGraceMs: 60_000 },
});
const one = await kit.start(plugin(`setTimeout(() => { ${stuck} }, 4);`), { turnMs: 60_000 }).activate();
// By then it is in there.
setTimeout(() => console.log(one.run.runnerPid), 200);
