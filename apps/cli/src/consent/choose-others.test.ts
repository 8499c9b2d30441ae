import { CodedError } from '@omnitrade/contracts';
import { describe, expect, it } from 'vitest';
import { chooseOthers } from './choose-others.ts';

const needed = new CodedError('registry.needed-by-others', 'no', { plugin: 'base', dependents: ['top', 'mid'] });
const needs = new CodedError('registry.needs-others', 'no', {
  plugin: 'top',
  disabled: ['base'],
  missing: ['far ^1.0.0'],
});

/** Answers with one line, and keeps what was said. */
function answering(line: string | undefined) {
  const said: string[] = [];
  return { said, ask: async () => line, say: (text: string) => void said.push(text) };
}

describe('chooseOthers', () => {
  it.each([
    ['w', 'with'],
    [' A ', 'alone'],
    ['y', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('reads %j as %j', async (line, choice) => {
    expect(await chooseOthers(needed, answering(line))).toBe(choice);
  });

  it('says who is concerned', async () => {
    const [one, two] = [answering('w'), answering('w')];
    await chooseOthers(needed, one);
    await chooseOthers(needs, two);
    expect(one.said[0]).toBe('base is needed by top, mid.');
    expect(two.said[0]).toBe('top needs base, far ^1.0.0.');
  });

  it('asks nothing about anything else', async () => {
    const dialogue = answering('w');
    expect(await chooseOthers(new CodedError('registry.conflict', 'no', {}), dialogue)).toBeUndefined();
    expect(await chooseOthers(new Error('no'), dialogue)).toBeUndefined();
    expect(dialogue.said).toEqual([]);
  });
});
