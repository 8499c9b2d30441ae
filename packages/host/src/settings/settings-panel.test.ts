import { afterEach, beforeEach, expect, it } from 'vitest';
import { copyPlugin, openTestHost, type TestHost } from '../host-fixture.ts';

let test: TestHost;
beforeEach(async () => {
  test = await openTestHost();
});
afterEach(() => test[Symbol.asyncDispose]());

const withPanel = (panel: string) => {
  const { files, ...plugin } = copyPlugin('line', { copy: 0 });
  const code = (files['index.js'] as string).replace(
    'activate({ charts, log }) {',
    `activate({ charts, log, settings, settingsPanels }) { settingsPanels.add(${panel});`,
  );
  return { ...plugin, extensionPoints: ['chart.indicator', 'settings.panel'], files: { 'index.js': code } };
};
const panel = `{ id: 'more', title: 'More', settings: { depth: { type: 'integer', default: 3, maximum: 9 } } }`;

it('a panel adds settings that are kept and checked like those of the manifest', async () => {
  const { warnings, contributions } = await test.install(withPanel(panel));
  expect(warnings).toEqual([]);
  expect(contributions.find(({ point }) => point === 'settings.panel')).toMatchObject({ id: 'more' });
  expect(await test.host.settings.get('line')).toMatchObject({ values: { depth: 3 }, user: {} });
  const set = await test.host.settings.set('line', { scope: 'user', values: { depth: 5 } });
  expect(set).toMatchObject({ values: { depth: 5 }, user: { depth: 5 } });
  const wrong = test.host.settings.set('line', { scope: 'user', values: { depth: 50 } });
  await expect(wrong).rejects.toMatchObject({ code: 'settings.bad-values' });
});

it.each([
  ['a schema that is none', `{ id: 'more', title: 'More', settings: { depth: { type: 'number', pattern: 'x' } } }`],
  ['a field nobody knows', `{ id: 'more', title: 'More', setings: {}, settings: 7 }`],
  ['no title', `{ id: 'more' }`],
])('a panel with %s fails the trial', async (_, given) => {
  const { warnings } = await test.install(withPanel(given));
  expect(warnings).toMatchObject([{ code: expect.stringMatching(/^plugin\./) }]);
});
