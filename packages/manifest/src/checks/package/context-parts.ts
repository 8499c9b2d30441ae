/** Which permissions bring each part of the context; a test keeps it equal to the guest runtime of the SDK. */

export const contextParts: Readonly<Record<string, readonly string[]>> = {
  charts: ['charts:write'],
  data: ['data:provide'],
  trading: ['data:read', 'trading:order-types'],
  storage: ['storage'],
  panels: ['ui:panels'],
  commands: ['ui:commands'],
};

/** Words of which one occurs in any code that uses a permission; those that are not here are not judged. */
export const usingWords: Readonly<Record<string, readonly string[]>> = {
  'charts:write': ['charts'],
  'data:provide': ['data'],
  'trading:order-types': ['trading'],
  'trading:place-orders': ['trading'],
  storage: ['storage'],
  secrets: ['secrets'],
  'ui:panels': ['panels'],
  'ui:commands': ['commands'],
};
