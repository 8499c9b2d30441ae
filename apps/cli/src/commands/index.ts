/** The list of commands: one file each. */

import type { Command } from 'commander';
import { addIndicatorCommand } from './indicator.ts';
import { addInfoCommand } from './info.ts';
import { addInstallCommand } from './install.ts';
import { addListCommand } from './list.ts';
import { addStartCommand } from './start.ts';
import { addSwitchCommands } from './switch.ts';
import { addUninstallCommand } from './uninstall.ts';

export const commands: readonly ((program: Command) => void)[] = [
  addStartCommand,
  addListCommand,
  addInfoCommand,
  addInstallCommand,
  addUninstallCommand,
  addSwitchCommands,
  addIndicatorCommand,
];
