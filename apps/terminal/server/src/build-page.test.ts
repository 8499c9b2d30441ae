import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildPage } from './build-page.ts';

describe('buildPage', () => {
  test('builds once, and again only when the stamp does not match', async () => {
    const { outDir } = await buildPage();
    expect((await buildPage()).built).toBe(false);
    await writeFile(join(outDir, '.hash'), 'older');
    expect((await buildPage()).built).toBe(true);
    expect(await readFile(join(outDir, 'index.html'), 'utf8')).toContain('<div id="root">');
  });

  test('stays within what a browser should load before the first paint', async () => {
    const { bytes } = await buildPage();
    expect(bytes.chart).toBeLessThan(300 * 1024);
    expect(bytes.firstPaint).toBeLessThan(bytes.chart);
    expect(bytes.firstPaint).toBeGreaterThan(50 * 1024);
  });

  test('makes no inline script or style, which the content security policy refuses', async () => {
    const { outDir } = await buildPage();
    const html = await readFile(join(outDir, 'index.html'), 'utf8');
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/);
  });

  test('is safe when two builds run at once', async () => {
    const { outDir } = await buildPage();
    await writeFile(join(outDir, '.hash'), 'older');
    await Promise.all([buildPage(), buildPage()]);
    expect((await buildPage()).built).toBe(false);
    expect(await readFile(join(outDir, 'index.html'), 'utf8')).toContain('<div id="root">');
  });
});
