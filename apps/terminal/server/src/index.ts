/** The terminal server. */

export { buildPage, type PageBuild, type PageBuildOptions } from './build-page.ts';
export { type Config, type ConfigInput, readConfig } from './config.ts';
export { terminalError } from './errors.ts';
export { type Log, openLog, toHostLog } from './log.ts';
export { isAsGrave, LogBook } from './log-book.ts';
export { startTerminal, type Terminal, type TerminalOptions } from './start-terminal.ts';
