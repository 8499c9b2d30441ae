/** What the page's own panels are called. */

const titles: Readonly<Record<string, string>> = {
  chart: 'Chart',
  plugins: 'Plugins',
  events: 'Events',
  trading: 'Trading',
};

export function panelTitle(panelType: string): string {
  return Object.hasOwn(titles, panelType) ? (titles[panelType] as string) : panelType;
}
