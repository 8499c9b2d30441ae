/** The plugin's panel among the settings: a form the terminal makes of what stands here. */

const minuteMs = 60_000;

export const settingsPanel = {
  id: 'calendar',
  title: 'Advanced indicators',
  description: 'Where the periods begin that VWAP bands are reckoned from.',
  settings: {
    'day-begins': {
      ...{ type: 'integer', title: 'Days begin, minutes after midnight UTC', default: 0, minimum: 0, maximum: 1439 },
      description: '810 is 13:30 UTC. Takes effect when the plugin is started again.',
    },
  },
};

/** In milliseconds; midnight where nothing is set. */
export function readDayBegins(settings) {
  const minutes = settings['day-begins'];
  return Number.isInteger(minutes) ? minutes * minuteMs : 0;
}
