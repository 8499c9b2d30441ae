import { describe, expect, it } from 'vitest';
import { AsideLine } from './aside-line.ts';

function newLine(max: number) {
  const line = new AsideLine(max);
  const running: string[] = [];
  const ends = new Map<string, () => void>();
  const add = (slot: number, name: string) =>
    line.add(slot, () => {
      running.push(name);
      return new Promise<void>((resolve) => {
        ends.set(name, () => {
          running.splice(running.indexOf(name), 1);
          resolve();
        });
      });
    });
  const end = async (name: string) => {
    ends.get(name)?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { line, running, add, end };
}

describe('the line beside the loop', () => {
  it('lets so many run and the others wait their turn', async () => {
    const { running, add, end } = newLine(2);
    for (const [slot, name] of ['a', 'b', 'c', 'd'].entries()) add(slot, name);
    expect(running).toEqual(['a', 'b']);
    await end('b');
    expect(running).toEqual(['a', 'c']);
    await end('a');
    await end('c');
    expect(running).toEqual(['d']);
  });

  it('runs the pieces of one slot one after the other, and lets others pass', async () => {
    const { running, add, end } = newLine(3);
    add(1, 'load');
    add(1, 'activate');
    add(2, 'other');
    expect(running).toEqual(['load', 'other']);
    await end('load');
    expect(running).toEqual(['other', 'activate']);
  });

  it('forgets what waits for a slot that goes', async () => {
    const { line, running, add, end } = newLine(1);
    add(1, 'load');
    add(2, 'gone');
    add(3, 'stays');
    line.drop(2);
    await end('load');
    expect(running).toEqual(['stays']);
  });
});
