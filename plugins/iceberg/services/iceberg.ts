/** The order type: one small limit order at the price of the whole; the next once it is filled. */

import type { InputsSchema, OrderTypeDef } from '@omnitrade/sdk';

const inputs = {
  show: { type: 'integer', title: 'Shown at a time', default: 10, minimum: 1 },
} as const satisfies InputsSchema;

export const iceberg: OrderTypeDef<typeof inputs> = {
  id: 'iceberg',
  title: 'Iceberg',
  description: 'A limit order of which the market sees a small part at a time.',
  inputs,
  parents: ['limit'],
  create(context) {
    const showNext = () => {
      // Read anew each time: it shrinks with every part.
      const { unsent, price } = context.parent;
      if (unsent === '0' || price === undefined) return;
      const qty = Number(unsent) < context.p.show ? unsent : `${context.p.show}`;
      context.spawn({ type: 'limit', qty, price });
    };
    return {
      onStart: showNext,
      onChild({ status }) {
        if (status === 'filled') showNext();
        // A part nobody would take is no reason to send it again and again.
        else if (status === 'denied' || status === 'rejected') context.finish();
      },
    };
  },
};
