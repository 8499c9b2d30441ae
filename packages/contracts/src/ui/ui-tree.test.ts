import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { uiComponentNames, uiComponents } from './ui-components.ts';
import { acceptsUiEvent, type UiRecord, UiTree, uiLimits } from './ui-tree.ts';

const build = (records: readonly unknown[], surface?: 'widget'): UiTree => {
  const tree = new UiTree(surface);
  for (const record of records) tree.apply(record);
  return tree;
};
const button = [0, 0, 1, 'Button', { onPress: true }, 0] as const;

/** Legal changes of a tree, drawn from numbers: what each does depends on what is there. */
function carryOut(steps: readonly (readonly [number, number, number])[]): { tree: UiTree; records: UiRecord[] } {
  const tree = new UiTree();
  const records: UiRecord[] = [];
  const ids = [0];
  const say = (record: UiRecord) => {
    tree.apply(record);
    records.push(record);
  };
  for (const [next, [kind, a, b]] of steps.entries()) {
    const parent = tree.node(ids[a % ids.length] as number);
    if (!parent) continue;
    if (kind === 0 && (parent.type === 'root' || parent.type === 'Stack') && parent.depth < 20) {
      const isText = b % 2 === 0;
      const place = b % (parent.children.length + 1);
      say(
        isText
          ? [0, parent.id, next + 1, '', `t${b}`, place]
          : [0, parent.id, next + 1, 'Stack', { gap: b % 7 }, place],
      );
      ids.push(next + 1);
    } else if (parent.id === 0) continue;
    else if (kind === 1) say([1, parent.id]);
    else if (kind === 2 && parent.type === '') say([2, parent.id, `u${b}`]);
    else if (kind === 3 && parent.type === 'Stack') say([3, parent.id, 'padding', b % 2 === 0 ? null : 1]);
    else if (kind === 4 && parent.parent) say([4, parent.id, b % parent.parent.children.length]);
  }
  return { tree, records };
}

describe('the tree of a panel', () => {
  test('is the same when it is built anew from its records', () => {
    const step = fc.tuple(fc.integer({ min: 0, max: 4 }), fc.nat(1000), fc.nat(1000));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const { tree, records } = carryOut(steps);
        const again = build(tree.toRecords());
        expect(again.toRecords()).toEqual(tree.toRecords());
        expect(build(records).toRecords()).toEqual(tree.toRecords());
        expect(again.size).toBe(tree.size);
      }),
    );
  });

  test('takes every component with every property it has, and no other', () => {
    for (const type of uiComponentNames) {
      const tree = build([[0, 0, 1, type, {}, 0]]);
      expect(() => tree.apply([3, 1, 'dangerouslySetInnerHTML', { __html: 'x' }])).toThrow(
        `unknown property ${type}.dangerouslySetInnerHTML`,
      );
      expect(() => tree.apply([3, 1, 'className', 'x'])).toThrow('unknown property');
      for (const name of Object.keys(uiComponents[type].props))
        expect(() => tree.apply([3, 1, name, { an: 'object' }])).toThrow(`${type}.${name} must be`);
    }
  });

  test.each([
    ['a script', [0, 0, 1, 'script', {}, 0], 'the unknown component "script"'],
    ['a name from the prototype', [0, 0, 1, 'constructor', {}, 0], 'the unknown component "constructor"'],
    ['a near miss', [0, 0, 1, 'Buton', {}, 0], 'did you mean "Button"?'],
    ['an object for text', [0, 0, 1, '', { toString: 1 }, 0], 'text that is an object'],
    ['a list for properties', [0, 0, 1, 'Stack', [], 0], 'properties that are a list'],
    ['a property from the prototype', [0, 0, 1, 'Stack', JSON.parse('{"__proto__":{}}'), 0], 'unknown property'],
    ['the number of the root', [0, 0, 0, 'Stack', {}, 0], 'the node number 0'],
    ['a fraction for a number', [0, 0, 1.5, 'Stack', {}, 0], 'the node number 1.5'],
    ['a parent that is not there', [0, 9, 1, 'Stack', {}, 0], 'node 9, which is not there'],
    ['a place beyond the end', [0, 0, 1, 'Stack', {}, 1], 'the place 1 among 0 children'],
    ['an endless text', [0, 0, 1, '', 'x'.repeat(uiLimits.textChars + 1), 0], 'a text of 16385 characters'],
    ['the root taken away', [1, 0], 'a change of the root'],
    ['a node taken away that never was', [1, 5], 'node 5, which is not there'],
    ['a change nobody knows', [9, 1], 'the unknown kind 9'],
    ['no list', { length: 3 }, 'a change that is no list'],
    [
      'two options of one value',
      [
        0,
        0,
        1,
        'Select',
        {
          options: [
            { value: 'a', label: 'A' },
            { value: 'a', label: 'B' },
          ],
        },
        0,
      ],
      'each value once',
    ],
    ['a figure that is none', [0, 0, 1, 'Stat', { value: Number.NaN }, 0], 'Stat.value must be'],
  ])('refuses %s', (_, record, sentence) => {
    expect(() => build([record])).toThrow(sentence as string);
  });

  test('refuses a node twice, a node within itself, and text where none goes', () => {
    expect(() => build([button, button])).toThrow('node 1 twice');
    expect(() =>
      build([
        [0, 0, 1, 'Stack', {}, 0],
        [0, 1, 1, 'Stack', {}, 0],
      ]),
    ).toThrow('node 1 twice');
    expect(() =>
      build([
        [0, 0, 1, 'Divider', {}, 0],
        [0, 1, 2, '', 'x', 0],
      ]),
    ).toThrow('text in a Divider');
    expect(() => build([button, [0, 1, 2, 'Stack', {}, 0]])).toThrow('a Stack in a Button');
    expect(() =>
      build([
        [0, 0, 1, '', 'x', 0],
        [0, 1, 2, '', 'y', 0],
      ]),
    ).toThrow('which has no inside');
    expect(() => build([[0, 0, 1, 'Table', {}, 0]], 'widget')).toThrow('too large for a widget');
  });

  test('has an end in depth, in breadth and in number', () => {
    const deep = Array.from({ length: uiLimits.depth + 1 }, (_, i) => [0, i, i + 1, 'Stack', {}, 0]);
    expect(() => build(deep)).toThrow(`more than ${uiLimits.depth} deep`);
    const broad = Array.from({ length: uiLimits.children + 1 }, (_, i) => [0, 0, i + 1, 'Divider', {}, i]);
    expect(() => build(broad)).toThrow(`more than ${uiLimits.children} children`);
    let id = 0;
    const many = Array.from({ length: 30 }, (_, s) => [
      [0, 0, ++id, 'Stack', {}, s],
      ...Array.from({ length: 999 }, (_, i) => [0, s * 1000 + 1, ++id, 'Divider', {}, i]),
    ]).flat();
    expect(() => build(many)).toThrow(`more than ${uiLimits.nodes} nodes`);
  });

  test('takes any value whatever without anything but a sentence', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (records) => {
        try {
          build(records);
        } catch (error) {
          expect((error as Error).constructor).toBe(Error);
        }
      }),
    );
  });

  test('accepts from the page what a user can do there, and nothing else', () => {
    const tree = build([
      button,
      [0, 0, 2, 'Button', {}, 1],
      [0, 0, 3, 'NumberInput', { onChange: true, disabled: true }, 2],
      [0, 0, 4, 'NumberInput', { onChange: true }, 3],
    ]);
    const does = (id: number, event: string, value?: unknown) => acceptsUiEvent(tree.node(id), event, value);
    expect(does(1, 'onPress')).toBe(true);
    expect(does(1, 'onPress', 'x')).toBe(false);
    expect(does(1, 'constructor')).toBe(false);
    expect(does(2, 'onPress')).toBe(false);
    expect(does(3, 'onChange', 1)).toBe(false);
    expect(does(4, 'onChange', 1)).toBe(true);
    expect(does(4, 'onChange', null)).toBe(true);
    expect(does(4, 'onChange', 'x')).toBe(false);
    expect(does(9, 'onPress')).toBe(false);
  });
});
