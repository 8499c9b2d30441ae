/** What happened, as a sentence: the event's own where it has one, else its type in words and its plain figures. */

import type { HostEvent, Json } from '@omnitrade/contracts';
import type { Tone } from '@omnitrade/ui';

const maxChars = 600;

/** Sentences for what happens often; anything else is put together from its parts. */
const sentences: Readonly<Record<string, (data: Facts) => string>> = {
  'plugin.installed': ({ version }) => `Version ${version} was installed.`,
  'plugin.updated': ({ version }) => `It was updated to version ${version}.`,
  'plugin.uninstalled': ({ version }) => `Version ${version} was uninstalled.`,
  'plugin.enabled': () => 'It was enabled.',
  'plugin.disabled': () => 'It was disabled.',
  'plugin.activated': ({ version }) => `Version ${version} is running.`,
  'plugin.deactivated': () => 'It was stopped.',
  'plugin.suspended': () => 'Nothing uses it at the moment.',
  'plugin.resumed': () => 'It is used again.',
  'plugin.rolled-back': ({ version, from }) => `It is at version ${version} again, with its data; it was at ${from}.`,
  'plugin.pinned': ({ version }) => `It stays at version ${version}.`,
  'plugin.unpinned': () => 'It may be updated again.',
  'settings.changed': () => 'Its settings were changed.',
  'terminal.safe-mode-left': () => 'Plugins may run again.',
  'grant.given': ({ permissions }) => `You gave it ${toList(permissions)}.`,
  'grant.revoked': ({ permissions }) => `You took back ${toList(permissions)}.`,
  'grant.requested': ({ permission }) => `It asks you for ${permission}.`,
  'grant.answered': ({ permission, answer }) => `Its question for ${permission} was ${answer}.`,
  'plugin.update-waiting': ({ to }) => `Version ${to} asks for more, and waits until you have chosen.`,
  'runner.died': ({ kind, pid, reason }) => `The ${kind} runner ${pid} ended: ${reason}`,
};

const toList = (value: Json | undefined): string => (Array.isArray(value) ? value.join(', ') : '');

export function toEventText({ type, data }: HostEvent): string {
  const known = Object.hasOwn(sentences, type) ? sentences[type] : undefined;
  const text =
    ownSentence(data) ?? known?.(isRecord(data) ? data : {}) ?? [toWords(type), ...plainFacts(data)].join(' · ');
  return text.length > maxChars ? `${text.slice(0, maxChars)} …` : text;
}

/** Bad news is marked; everything else is quiet. */
export function toEventTone({ type, data }: HostEvent): Tone {
  if (/failed|quarantined|interrupted|died|refused|denied/.test(type)) return 'danger';
  if (/^grant\.(?:requested|lapsed|expired|narrowed)$|update-waiting/.test(type)) return 'warn';
  if (isRecord(data) && (isRecord(data.error) || typeof data.code === 'string')) return 'warn';
  return /\.activated|\.enabled|\.installed|\.updated/.test(type) ? 'ok' : 'idle';
}

function ownSentence(data: Json): string | undefined {
  if (!isRecord(data)) return typeof data === 'string' ? data : undefined;
  if (typeof data.message === 'string') return data.message;
  if (typeof data.text === 'string') return data.text;
  return isRecord(data.error) && typeof data.error.message === 'string' ? data.error.message : undefined;
}

/** `plugin.grant-revoked` reads "Grant revoked". */
function toWords(type: string): string {
  const words = (type.split('.').at(-1) ?? type).replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function plainFacts(data: Json): string[] {
  if (!isRecord(data)) return [];
  return Object.entries(data).flatMap(([key, value]) =>
    value === null || typeof value === 'object' ? [] : [`${key.replaceAll('-', ' ')} ${value}`],
  );
}

type Facts = { readonly [key: string]: Json };

const isRecord = (value: Json | undefined): value is Facts =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
