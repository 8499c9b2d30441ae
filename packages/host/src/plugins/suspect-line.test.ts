import { describe, expect, it } from 'vitest';
import { SuspectLine } from './suspect-line.ts';

function enter(names: readonly string[]) {
  const line = new SuspectLine();
  const begun: string[] = [];
  const places = new Map(names.map((name) => [name, line.enter(() => begun.push(name))]));
  return { begun, leave: (name: string) => places.get(name)?.[Symbol.dispose]() };
}

describe('the line of suspects', () => {
  it('lets four begin, and the others as places come free', () => {
    const { begun, leave } = enter(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
    leave('b');
    expect(begun).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('forgets one that leaves while it waits, and takes a place back only once', () => {
    const { begun, leave } = enter(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
    leave('e');
    leave('a');
    leave('a');
    leave('e');
    expect(begun).toEqual(['a', 'b', 'c', 'd', 'f']);
  });
});
