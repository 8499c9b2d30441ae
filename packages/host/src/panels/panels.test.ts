import type { UiRecord } from '@omnitrade/contracts';
import { UiTree } from '@omnitrade/contracts';
import { describe, expect, test } from 'vitest';
import { openTestHost, type TestHost, type WrittenPlugin } from '../host-fixture.ts';
import type { PanelListener } from './panel-desk.ts';

/** A plugin with one panel `board`, one widget `tick` and whatever `more` adds; `view` is the code of the panel's component. */
function board(view: string, more = ''): WrittenPlugin {
  const code = `
    import { definePlugin } from '@omnitrade/sdk';
    import { Button, h, NumberInput, render, show, Stack, Table, Text, useEffect, useState } from '@omnitrade/sdk/ui';
    ${view}
    export default definePlugin({ activate({ panels, commands, log }) {
      panels.addPanel({ id: 'board', title: 'Board', mount(root) { render(h(View, { log }), root); return () => log.info('closed'); } });
      ${more}
    } });`;
  return {
    name: 'boards',
    permissions: ['ui:panels', ...(more.includes('commands.') ? ['ui:commands'] : [])],
    extensionPoints: [
      'component.panel',
      ...(more.includes('addWidget') ? ['component.widget'] : []),
      ...(more.includes('addCommand') ? ['component.command'] : []),
    ],
    files: { 'index.js': code },
  };
}

/** What a page makes of what it is told. */
function look() {
  const page = {
    tree: new UiTree(),
    states: [] as string[],
    error: '',
    ack: 0,
    patches: 0,
    listener: {
      onPanel({ status, error }) {
        page.states.push(status);
        page.error = error?.message ?? '';
      },
      onPatch(_, { reset, records, ack }) {
        if (reset) page.tree = new UiTree();
        for (const record of records) page.tree.apply(record);
        page.ack = ack;
        page.patches++;
      },
    } satisfies PanelListener,
    text: () =>
      page.tree
        .toRecords()
        .map(([, , , type, own]: UiRecord) => (type === '' ? own : `<${String(type)}>`))
        .join(' '),
    find: (type: string) => page.tree.toRecords().find((record) => record[3] === type)?.[2] as number,
  };
  return page;
}

const counter = `
  function View() {
    const [count, setCount] = useState(0);
    return h(Stack, { gap: 2 }, h(Text, null, 'Count ', count), h(Button, { onPress: () => setCount(count + 1) }, 'More'));
  }`;

async function openBoard(test: TestHost, plugin: WrittenPlugin) {
  await test.install(plugin);
  const page = look();
  test.host.panels.open('p1', 'boards/board', page.listener);
  return page;
}

describe('a panel', () => {
  test('is drawn by its plugin and answers its user', async () => {
    await using test = await openTestHost();
    const page = await openBoard(test, board(counter));
    await test.until(() => expect(page.text()).toBe('<Stack> <Text> Count  0 <Button> More'));
    expect(page.states).toEqual(['starting', 'live']);
    for (let seq = 1; seq <= 3; seq++) test.host.panels.act('p1', page.find('Button'), 'onPress', undefined, seq);
    await test.until(() => expect(page.text()).toBe('<Stack> <Text> Count  3 <Button> More'));
    expect(page.ack).toBe(3);
  });

  test('moves, adds and removes rows without drawing the others again', async () => {
    const view = `
      const orders = [[1, 2, 3], [3, 1, 2, 4], [4, 2], []];
      function View() {
        const [at, setAt] = useState(0);
        return h(Stack, null, orders[at].map((n) => h(Text, { key: n }, 'row ' + n)), h(Button, { onPress: () => setAt(at + 1) }, 'Next'));
      }`;
    await using test = await openTestHost();
    const page = await openBoard(test, board(view));
    const rows = ['row 1 row 2 row 3', 'row 3 row 1 row 2 row 4', 'row 4 row 2', ''];
    for (const [seq, expected] of rows.entries()) {
      await test.until(() => expect(page.text().replace(/<\w+> /g, '')).toBe(`${expected} Next`.trim()));
      test.host.panels.act('p1', page.find('Button'), 'onPress', undefined, seq + 1);
    }
  });

  test('runs its effects and its clean-ups', async () => {
    const view = `
      function View({ log }) {
        const [ticks, setTicks] = useState(0);
        useEffect(() => { const id = setInterval(() => setTicks((n) => n + 1), 20); return () => { clearInterval(id); log.info('effect over'); }; }, []);
        return h(Text, null, ticks > 2 ? 'ticking' : 'still');
      }`;
    await using test = await openTestHost();
    const page = await openBoard(test, board(view));
    await test.until(() => expect(page.text()).toBe('<Text> ticking'));
    test.host.panels.close('p1');
    await test.until(() =>
      expect(test.lines).toEqual(expect.arrayContaining(['info boards effect over', 'info boards closed'])),
    );
  });

  test('is told whole to a page that comes back, and goes on as it was', async () => {
    await using test = await openTestHost();
    const page = await openBoard(test, board(counter));
    await test.until(() => expect(page.text()).toContain('More'));
    test.host.panels.act('p1', page.find('Button'), 'onPress', undefined, 1);
    await test.until(() => expect(page.text()).toContain('1'));
    test.host.panels.leave('p1', page.listener);
    const back = look();
    test.host.panels.open('p1', 'boards/board', back.listener);
    await test.until(() => expect(back.text()).toBe('<Stack> <Text> Count  1 <Button> More'));
  });

  test('takes more than one turn where its first drawing is large', async () => {
    const view = `
      const row = (r) => h(Table, { key: r, columns: [{ title: 'A' }], rows: Array.from({ length: 200 }, (_, i) => ['cell ' + r + ' ' + i]) });
      function View() { return h(Stack, null, Array.from({ length: 60 }, (_, r) => row(r))); }`;
    await using test = await openTestHost();
    const page = await openBoard(test, board(view));
    await test.until(() => expect(page.tree.size).toBe(61));
    expect(page.tree.toRecords().at(-1)).toMatchObject({ 4: { rows: expect.arrayContaining([['cell 59 199']]) } });
  });

  test.each([
    ['an unknown component', `const View = () => h('script', { src: 'x' });`, 'the unknown component "script"'],
    [
      'an unknown property',
      `const View = () => h(Stack, { onMouseOver: () => {} });`,
      'unknown property Stack.onMouseover',
    ],
    [
      'a value that does not fit',
      `const View = () => h(Stack, { gap: 99 });`,
      'Stack.gap must be a whole number from 0 to 6',
    ],
    ['a view that throws', `const View = () => { throw new TypeError('no view today'); };`, 'TypeError: no view today'],
    ['an endless text', `const View = () => h(Text, null, 'x'.repeat(30000));`, 'a text of 30000 characters'],
  ])('with %s is closed with a sentence, and its plugin lives on', async (_, view, sentence) => {
    await using test = await openTestHost();
    const page = await openBoard(test, board(view));
    await test.until(() => expect(page.error).toContain(sentence));
    expect(page.error).toMatch(/^boards (drew|could not draw) "boards\/board"/);
    expect(page.states.at(-1)).toBe('failed');
    expect(test.summary('boards').state).toBe('active');
  });

  test('refuses from a page what no user can do there', async () => {
    await using test = await openTestHost();
    const page = await openBoard(test, board(counter));
    await test.until(() => expect(page.text()).toContain('More'));
    const act = (node: number, event: string, value?: unknown) => () =>
      test.host.panels.act('p1', node, event, value, 1);
    expect(act(page.find('Button'), 'onPress', 'x')).toThrow('does not listen for "onPress" there');
    expect(act(page.find('Stack'), 'onPress')).toThrow('does not listen');
    expect(act(99, 'onPress')).not.toThrow();
    expect(() => test.host.panels.act('p2', 1, 'onPress', undefined, 1)).toThrow('not open any more');
  });

  test('says why there is nothing to see, and comes back with its plugin', async () => {
    await using test = await openTestHost();
    const page = look();
    test.host.panels.open('p1', 'boards/board', page.listener);
    expect(page.error).toContain('No plugin that is enabled');
    await test.install(board(counter));
    await test.until(() => expect(page.text()).toContain('More'));
    await test.host.disable('boards');
    await test.until(() => expect(page.states.at(-1)).toBe('failed'));
    await test.host.enable('boards');
    await test.until(() => expect(page.states.at(-1)).toBe('live'));
    await test.host.access.revoke('boards', 'ui:panels');
    await test.until(() => expect(page.states.at(-1)).toBe('failed'));
  });

  test('that floods costs the page no more than it can take', async () => {
    const view = `
      function View() {
        const [n, setN] = useState(0);
        useEffect(() => { const id = setInterval(() => { for (let i = 0; i < 200; i++) setN((m) => m + 1); }, 1); return () => clearInterval(id); }, []);
        return h(Stack, null, Array.from({ length: 100 }, (_, i) => h(Text, { key: i }, 'row ' + i + ' ' + n)));
      }`;
    await using test = await openTestHost();
    const page = await openBoard(test, board(view));
    const shown = () => Number(page.text().match(/row 99 (\d+)/)?.[1] ?? 0);
    await test.until(() => expect(shown()).toBeGreaterThan(2_000));
    expect(page.patches).toBeLessThan(shown() / 200 + 2);
  });
});

describe('a widget', () => {
  test('takes small components only', async () => {
    await using test = await openTestHost();
    const more = `panels.addWidget({ id: 'tick', title: 'Tick', mount: show(() => h(Text, null, 'up')) });
      panels.addWidget({ id: 'wide', title: 'Wide', mount: show(() => h(Table, { columns: [], rows: [] })) });`;
    await test.install(board(counter, more));
    const tick = look();
    const wide = look();
    test.host.panels.open('w1', 'boards/tick', tick.listener);
    test.host.panels.open('w2', 'boards/wide', wide.listener);
    await test.until(() => expect(tick.text()).toBe('<Text> up'));
    await test.until(() => expect(wide.error).toContain('a Table, which is too large for a widget'));
  });
});

describe('a command', () => {
  const more = `
    commands.addCommand({ id: 'hello', title: 'Say hello', run: ({ instrument }) => log.info('hello ' + instrument) });
    commands.addCommand({ id: 'fails', title: 'Fail', run() { throw new Error('not today'); } });`;

  test('is carried out by its plugin, which learns of the chart only by permission', async () => {
    await using test = await openTestHost();
    await test.install(board(counter, more));
    await test.host.panels.run('boards/hello', { instrument: 'INDEX:SPX' });
    expect(test.lines).toContain('info boards hello undefined');
    await test.install({
      ...board(counter, more),
      version: '1.1.0',
      permissions: ['ui:panels', 'ui:commands', 'charts:read'],
    });
    await test.host.panels.run('boards/hello', { instrument: 'INDEX:SPX' });
    expect(test.lines).toContain('info boards hello INDEX:SPX');
  });

  test('that fails, or is not there, says so', async () => {
    await using test = await openTestHost();
    await test.install(board(counter, more));
    await expect(test.host.panels.run('boards/fails', {})).rejects.toThrow('not today');
    await expect(test.host.panels.run('boards/none', {})).rejects.toThrow('No plugin that is enabled');
  });
});
