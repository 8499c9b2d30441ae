import { describe, expect, it } from 'vitest';
import { LogBook } from './log-book.ts';

const all = { level: 'debug', limit: 10_000 } as const;
const texts = (book: LogBook, plugin: string, query = {}) =>
  book.read(plugin, { ...all, ...query }).map(({ text }) => text);

describe('the newest lines', () => {
  it('are those of one plugin, by level, time, place and number', () => {
    let now = 100;
    const book = new LogBook(() => now++);
    book.add('ant', 'info', 'one');
    book.add('bee', 'error', 'other');
    book.add('ant', 'debug', 'two');
    book.add('ant', 'error', 'three');
    expect(texts(book, 'ant')).toEqual(['one', 'two', 'three']);
    expect(texts(book, 'ant', { level: 'warn' })).toEqual(['three']);
    expect(texts(book, 'ant', { since: 102 })).toEqual(['two', 'three']);
    expect(texts(book, 'ant', { after: 1 })).toEqual(['two', 'three']);
    expect(texts(book, 'ant', { limit: 1 })).toEqual(['three']);
    expect(texts(book, 'nobody')).toEqual([]);
  });

  it('are bounded for each plugin and for all, and those who spoke last stay', () => {
    const book = new LogBook();
    for (let n = 0; n < 1_500; n++) book.add('chatty', 'info', `${n}`);
    expect(texts(book, 'chatty')).toHaveLength(1_000);
    const long = 'x'.repeat(8_192);
    for (let n = 0; n < 200; n++) book.add('long', 'info', long);
    expect(texts(book, 'long')).toHaveLength(64);
    for (let n = 0; n < 60; n++) for (let m = 0; m < 64; m++) book.add(`plugin-${n}`, 'info', long);
    expect(texts(book, 'chatty')).toEqual([]);
    expect(texts(book, 'plugin-59')).toHaveLength(64);
  });

  it('are told to whoever listens, until it does not', () => {
    const book = new LogBook();
    const told: string[] = [];
    const listening = book.listen((plugin, { text }) => void told.push(`${plugin} ${text}`));
    book.add('ant', 'info', 'one');
    listening[Symbol.dispose]();
    book.add('ant', 'info', 'two');
    expect(told).toEqual(['ant one']);
  });
});
