/** Places in built code as places in its sources: what a plugin under development says of its errors leads to what its author wrote. */

import { CodedError, type GuestError, type TurnOutput } from '@omnitrade/contracts';
import type { CpuProfile } from '@omnitrade/sandbox';
import type { PluginPackage } from './package-files.ts';
import { readSourceMap, type SourceMapReader } from './source-map.ts';

/** Rewrites every `plugin://name/file:line:column` in a text that a source map leads on from. */
export type ToSources = (text: string) => string;

/** `maps` are source maps by the path of their module. Undefined where there are none. */
export function createToSources(plugin: string, maps: ReadonlyMap<string, string>): ToSources | undefined {
  if (maps.size === 0) return undefined;
  const place = new RegExp(`plugin://${plugin}/([^\\s:()]+):(\\d+):(\\d+)`, 'g');
  // Read when something went wrong, and then kept.
  const read = new Map<string, SourceMapReader | undefined>();
  const mapOf = (path: string) => {
    // A map that is none leaves the places as they are.
    if (!read.has(path)) read.set(path, readSourceMap(maps.get(path) ?? ''));
    return read.get(path);
  };
  return (text) =>
    text.replace(place, (whole, path: string, line: string, column: string) => {
      const found = mapOf(path)?.find(Number(line), Number(column));
      return found ? `plugin://${plugin}/${found.source}:${found.line}:${found.column}` : whole;
    });
}

/** What a plugin reports, with the places in it as its author knows them. */
export function inSources({ toSources }: PluginPackage, output: TurnOutput): TurnOutput {
  // Of a failed instance only the message is shown: it says where, maps or not.
  if (!toSources)
    return output.t === 'instance-failed' ? { ...output, error: translate(output.error, asItIs) } : output;
  if (output.t === 'log') return { ...output, text: toSources(output.text) };
  if (!('error' in output)) return output;
  return { ...output, error: translate(output.error, toSources) };
}

/** Why a plugin was stopped, with the places in it as its author knows them. */
export function stoppedInSources({ toSources }: PluginPackage, error: CodedError): CodedError {
  if (!toSources || !/plugin:\/\//.test(`${error.message} ${error.data.stack}`)) return error;
  const { stack } = error.data;
  const data = { ...error.data, ...(typeof stack === 'string' && { stack: toSources(stack) }) };
  return new CodedError(error.code, toSources(error.message), data);
}

/** A profile whose calls stand where their author wrote them. */
export function profileInSources({ toSources }: PluginPackage, profile: CpuProfile): CpuProfile {
  if (!toSources) return profile;
  const nodes = profile.nodes.map((node) => {
    const { url, lineNumber, columnNumber } = node.callFrame;
    const [, at, line, column] =
      /^(.+):(\d+):(\d+)$/.exec(toSources(`${url}:${lineNumber + 1}:${columnNumber + 1}`)) ?? [];
    if (at === undefined || at === url) return node;
    const place = { url: at, lineNumber: Number(line) - 1, columnNumber: Number(column) - 1 };
    return { ...node, callFrame: { ...node.callFrame, ...place } };
  });
  return { ...profile, nodes };
}

const asItIs: ToSources = (text) => text;

function translate({ message, stack, ...rest }: GuestError, toSources: ToSources): GuestError {
  const translated = stack === undefined ? undefined : toSources(stack);
  // Where only the message is shown, it should say where, too.
  const at = /plugin:\/\/[^/]+\/([^\s()]+:\d+:\d+)/.exec(translated ?? '')?.[1];
  const text = toSources(message);
  return {
    ...rest,
    message: at === undefined || text.includes(at) ? text : `${text} (${at})`,
    ...(translated !== undefined && { stack: translated }),
  };
}
