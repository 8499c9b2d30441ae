/** What happened, as a sentence: the event's own where it has one, else its type in words and its plain figures. */

import type { HostEvent, Json } from '@omnitrade/contracts';
import type { Tone } from '@omnitrade/ui';

const maxChars = 600;

export function toEventText({ type, data }: HostEvent): string {
  const own = ownSentence(data);
  const text = own ?? [toWords(type), ...plainFacts(data)].join(' · ');
  return text.length > maxChars ? `${text.slice(0, maxChars)} …` : text;
}

/** Bad news is marked; everything else is quiet. */
export function toEventTone({ type, data }: HostEvent): Tone {
  if (/failed|quarantined|crashed|killed|refused|denied/.test(type)) return 'danger';
  if (isRecord(data) && (isRecord(data.error) || typeof data.code === 'string')) return 'warn';
  return /activated|enabled|installed|started/.test(type) ? 'ok' : 'idle';
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

const isRecord = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
