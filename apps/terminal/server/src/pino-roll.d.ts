/** The part of pino-roll that is used here; the package brings no types. */

declare module 'pino-roll' {
  import type { EventEmitter } from 'node:events';

  interface RollingFile extends EventEmitter {
    write(line: string): boolean;
    end(): void;
  }
  // biome-ignore lint/style/noDefaultExport: that is what the package has
  export default function buildRoll(options: {
    file: string;
    extension: string;
    size: string;
    limit: { count: number; removeOtherLogFiles: boolean };
    mkdir: boolean;
    mode: number;
    sync: boolean;
  }): Promise<RollingFile>;
}
