import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Scope } from './scope.ts';

describe('Scope', () => {
  test('undoes what was added, last first', () => {
    const undone: string[] = [];
    const scope = new Scope('my-plugin');
    for (const id of ['a', 'b', 'c']) scope.add('timer', id, () => undone.push(id));
    expect(scope.left()).toEqual(['a', 'b', 'c'].map((id) => ({ kind: 'timer', id })));
    expect(scope.dispose()).toEqual([]);
    expect(undone).toEqual(['c', 'b', 'a']);
    expect(scope.left()).toEqual([]);
  });

  test('undoes one thing early, once', () => {
    let undone = 0;
    const scope = new Scope('my-plugin');
    const handle = scope.add('timer', 'a', () => undone++);
    handle[Symbol.dispose]();
    handle[Symbol.dispose]();
    scope.dispose();
    expect(undone).toBe(1);
  });

  test('goes on past what throws, tells it, and lists it as left', () => {
    const scope = new Scope('my-plugin');
    const undone: string[] = [];
    scope.add('panel', 'first', () => undone.push('first'));
    scope.add('panel', 'stuck', () => {
      throw new Error('no');
    });
    scope.add('panel', 'last', () => undone.push('last'));
    expect(scope.dispose()).toEqual([new Error('no')]);
    expect(undone).toEqual(['last', 'first']);
    expect(scope.left()).toEqual([{ kind: 'panel', id: 'stuck' }]);
  });

  test('gives what is stuck another chance', () => {
    const scope = new Scope('my-plugin');
    let ready = false;
    scope.add('panel', 'stuck', () => {
      if (!ready) throw new Error('no');
    });
    scope.dispose();
    ready = true;
    expect(scope.dispose()).toEqual([]);
    expect(scope.left()).toEqual([]);
  });

  test('throws the first fault where it is disposed by `using`', () => {
    expect(() => {
      using scope = new Scope('my-plugin');
      scope.add('panel', 'stuck', () => {
        throw new Error('no');
      });
    }).toThrow('no');
  });

  test('accepts nothing once it is closed, not even from a disposer', () => {
    const scope = new Scope('my-plugin');
    scope.add('timer', 'a', () => scope.add('timer', 'b', () => {}));
    expect(scope.dispose()).toEqual([expect.objectContaining({ code: 'extension.scope-closed' })]);
    expect(() => scope.add('timer', 'c', () => {})).toThrowError(
      'The plugin "my-plugin" is deactivated and cannot add the timer "c".',
    );
  });

  test('undoes each thing once where a disposer undoes others', () => {
    const undone: string[] = [];
    const scope = new Scope('my-plugin');
    const child = scope.add('view', 'child', () => undone.push('child'));
    scope.add('panel', 'parent', () => {
      child[Symbol.dispose]();
      undone.push('parent');
    });
    scope.dispose();
    expect(undone).toEqual(['child', 'parent']);
  });

  test('leaves nothing, whatever order things come and go in', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9)), (steps) => {
        const scope = new Scope('p');
        const alive = new Set<number>();
        const handles = new Map<number, Disposable>();
        for (const [i, step] of steps.entries()) {
          if (step < 3) handles.get(i - step - 1)?.[Symbol.dispose]();
          else {
            alive.add(i);
            handles.set(
              i,
              scope.add('thing', `${i}`, () => alive.delete(i)),
            );
          }
          expect(scope.left().map(({ id }) => id)).toEqual([...alive].map(String));
        }
        scope.dispose();
        expect(alive.size).toBe(0);
      }),
    );
  });
});
