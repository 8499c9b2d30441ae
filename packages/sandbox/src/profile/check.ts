/** Reads a profile that a runner sent as if an attacker had written it. */

import { type CallFrame, type CpuProfile, type ProfileNode, profileLimits } from './format.ts';

const isWhole = (value: unknown, least = 0): value is number =>
  Number.isSafeInteger(value) && (value as number) >= least;
const isName = (value: unknown): value is string => typeof value === 'string';
const toName = (name: string) => name.slice(0, profileLimits.nameChars);

/** Throws a plain Error that says what is wrong. */
export function checkProfile(text: string): CpuProfile {
  const value = JSON.parse(text) as Partial<CpuProfile> | null;
  const { nodes, startTime, endTime, samples, timeDeltas } = value ?? {};
  if (!Array.isArray(nodes) || nodes.length > profileLimits.nodes)
    throw new Error('a profile without nodes, or too many');
  if (!isWhole(startTime) || !isWhole(endTime)) throw new Error('a profile without its time');
  const isList = (list: unknown): list is number[] =>
    Array.isArray(list) && list.length <= profileLimits.samples && list.every((one) => isWhole(one));
  if (!isList(samples) || !isList(timeDeltas) || samples.length !== timeDeltas.length)
    throw new Error('a profile whose samples are no list, or too many');
  const checked = nodes.map(checkNode);
  const ids = new Set(checked.map(({ id }) => id));
  if (ids.size !== checked.length || !samples.every((id) => ids.has(id))) throw new Error('a profile of unknown nodes');
  if (!checked.every(({ children }) => children.every((id) => ids.has(id))))
    throw new Error('a profile of unknown nodes');
  return { nodes: checked, startTime, endTime, samples: [...samples], timeDeltas: [...timeDeltas] };
}

function checkNode(node: unknown): ProfileNode {
  const { id, hitCount, children, callFrame } = (node ?? {}) as Partial<ProfileNode>;
  const { functionName, scriptId, url, lineNumber, columnNumber } = (callFrame ?? {}) as Partial<CallFrame>;
  if (!isWhole(id) || !isWhole(hitCount) || !Array.isArray(children) || !children.every((one) => isWhole(one)))
    throw new Error('a node of a profile in the wrong shape');
  if (
    !isName(functionName) ||
    !isName(url) ||
    !isName(scriptId) ||
    !isWhole(lineNumber, -1) ||
    !isWhole(columnNumber, -1)
  )
    throw new Error('a call of a profile in the wrong shape');
  const place = {
    functionName: toName(functionName),
    scriptId: toName(scriptId),
    url: toName(url),
    lineNumber,
    columnNumber,
  };
  return { id, hitCount, children: [...children], callFrame: place };
}
