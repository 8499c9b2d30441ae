import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toDockModel, toLayout } from './dock-model.ts';
import { defaultLayout, type Layout, type LayoutNode, type LayoutRow, layoutVersion, parseLayout } from './layout.ts';

const panel = fc.record({ panelType: fc.constantFrom('chart', 'plugins', 'events', 'unknown') });
const weight = fc.integer({ min: 1, max: 100 });
const { row } = fc.letrec<{ row: LayoutRow; tabs: LayoutNode; node: LayoutNode }>((tie) => ({
  row: fc.record({
    kind: fc.constant('row' as const),
    weight,
    children: fc.array(tie('node'), { minLength: 1, maxLength: 3 }),
  }),
  tabs: fc.record({
    kind: fc.constant('tabs' as const),
    weight,
    active: fc.constant(0),
    panels: fc.array(panel, { minLength: 1, maxLength: 3 }),
  }),
  node: fc.oneof({ depthSize: 'small', maxDepth: 3 }, tie('tabs'), tie('row')),
}));
const layouts = row.map((root): Layout => ({ version: layoutVersion, root }));

describe('layout', () => {
  test('survives the docking library unchanged', () => {
    fc.assert(
      fc.property(layouts, (layout) => {
        expect(toLayout(toDockModel(layout))).toEqual(layout);
      }),
    );
  });

  test('survives being stored', () => {
    fc.assert(
      fc.property(layouts, (layout) => {
        expect(parseLayout(JSON.parse(JSON.stringify(layout)))).toEqual(layout);
      }),
    );
    expect(parseLayout(defaultLayout)).toEqual(defaultLayout);
  });

  test('keeps the panel of a plugin that is not there, with its state', () => {
    const panels = [{ panelType: 'board', pluginId: 'gone', state: { rows: 3 } }];
    const root = { kind: 'row', weight: 1, children: [{ kind: 'tabs', weight: 1, active: 0, panels }] } as const;
    const layout = { version: layoutVersion, root } as const;
    expect(toLayout(toDockModel(layout))).toEqual(layout);
  });

  test('does not save a tab set that has been emptied', () => {
    const model = toDockModel(defaultLayout);
    model.layout.children?.push({ type: 'tabset', children: [] });
    expect(toLayout(model)).toEqual(defaultLayout);
  });

  test('takes nothing that is not a layout, and does not hang on it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(parseLayout(json)).toBeUndefined();
      }),
    );
    let deep: unknown = defaultLayout.root;
    for (let i = 0; i < 5000; i++) deep = { kind: 'row', weight: 1, children: [deep] };
    expect(parseLayout({ version: layoutVersion, root: deep })).toBeUndefined();
    expect(parseLayout({ ...defaultLayout, version: 2 })).toBeUndefined();
  });
});
