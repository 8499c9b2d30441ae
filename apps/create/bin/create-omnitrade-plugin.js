#!/usr/bin/env node
/** `npm create omnitrade-plugin`: the scaffolder alone. Published, it is one file that any Node >= 20 runs. */

import { main } from '../src/main.ts';

process.exitCode = await main(process.argv.slice(2));
