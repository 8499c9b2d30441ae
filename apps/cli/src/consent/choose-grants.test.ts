import { describeConsent } from '@omnitrade/permissions';
import { describe, expect, it } from 'vitest';
import { type Choice, chooseGrants, listWarned, toWish } from './choose-grants.ts';

const asks = [
  ...describeConsent([
    { id: 'account:read', limits: {}, reason: 'To show positions.' },
    { id: 'net:api.example.com', limits: { methods: ['GET', 'POST'] } },
    { id: 'charts:read', limits: {} },
  ]).map((ask) => ({ plugin: 'ant', ...ask })),
  ...describeConsent([{ id: 'storage', limits: {} }]).map((ask) => ({ plugin: 'bee', ...ask })),
];

async function choose(lines: readonly string[], named = {}) {
  const said: string[] = [];
  const rest = [...lines];
  const dialogue = { ask: async () => rest.shift(), say: (line: string) => void said.push(line) };
  const choices: readonly Choice[] | { code: string } = await chooseGrants(asks, named, 'ant', dialogue).catch(
    (error) => error,
  );
  return { said: said.join('\n'), choices: choices as readonly Choice[], code: (choices as { code?: string }).code };
}

describe('the list of permissions at a terminal', () => {
  it('has on only what is harmless, and says the rest in words', async () => {
    const { said, choices } = await choose(['']);
    expect(toWish(choices, 'ant')).toEqual({
      ...{ grants: ['charts:read'], limits: { 'charts:read': {} } },
      others: { bee: { grants: ['storage'], limits: { storage: {} } } },
    });
    expect(said).toContain(' 1 [ ] See your accounts (could reach what is private)');
    expect(said).toContain('The author says: "To show positions."');
    expect(said).toContain('Careful: As it may reach api.example.com');
    expect(said).toContain(' 4 [x] Keep its own data (for bee, harmless)');
    expect(said).not.toContain('account:read');
  });

  it('switches by number, narrows, explains, and begins with what was named', async () => {
    const { said, choices } = await choose(['? 2', '2 methods:GET,bytesPerDay:1000', '3', '9', 'what', ''], {
      'account:read': {},
    });
    expect(toWish(choices, 'ant')).toMatchObject({
      grants: ['account:read', 'net:api.example.com'],
      limits: { 'net:api.example.com': { methods: ['GET'], bytesPerDay: 1000 } },
    });
    expect(listWarned(choices).map(({ id }) => id)).toEqual(['net:api.example.com']);
    expect(said).toContain('net:api.example.com takes:');
    expect(said).toContain('asked for: GET|POST');
    expect(said.split('Type a number').length - 1).toBe(3);
  });

  it('refuses a limit it cannot read and goes on', async () => {
    const { said, choices } = await choose(['2 methods', '2 perWeek:1', '']);
    expect(choices.find(({ ask }) => ask.id === 'net:api.example.com')).toMatchObject({ on: false });
    expect(said).toMatch(/"methods"|methods/);
  });

  it.each([[['q']], [[]]])('stops with %j and installs nothing', async (lines) => {
    expect((await choose(lines)).code).toBe('cli.given-up');
  });
});
