/** The templates a plugin can begin with, one for each extension point: a folder under templates/, and its files here. */

export interface Template {
  readonly point: string;
  /** Its folder. */
  readonly folder: string;
  readonly title: string;
  readonly files: readonly string[];
}

/** The same in every plugin. npm leaves out a file that is really called .gitignore. */
export const projectFiles: readonly (readonly [from: string, to: string])[] = [
  ['package.json', 'package.json'],
  ['tsconfig.json', 'tsconfig.json'],
  ['gitignore', '.gitignore'],
];

const always = ['plugin.json', 'index.ts', 'README.md', 'assets/icon.svg'];

export const templates: readonly Template[] = [
  {
    point: 'chart.indicator',
    folder: 'chart-indicator',
    title: 'An indicator on a chart',
    files: [...always, 'services/distance.ts', 'services/average.ts', 'components/README.md', 'test/distance.test.ts'],
  },
  {
    point: 'data.provider',
    folder: 'data-provider',
    title: 'A source of prices',
    files: [
      ...always,
      'services/provider.ts',
      'services/prices.ts',
      'components/README.md',
      'assets/prices.csv',
      'test/provider.test.ts',
    ],
  },
  {
    point: 'component.panel',
    folder: 'component-panel',
    title: 'A panel beside the chart',
    files: [...always, 'components/position-size.ts', 'services/compute-size.ts', 'test/position-size.test.ts'],
  },
];
