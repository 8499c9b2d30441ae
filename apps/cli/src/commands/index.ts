/** The list of commands: one file each. */

import type { Command } from 'commander';
import { addIndicatorCommand } from './indicator.ts';
import { addInfoCommand } from './info.ts';
import { addInspectCommand } from './inspect.ts';
import { addInstallCommand } from './install.ts';
import { addKeysCommand } from './keys.ts';
import { addListCommand } from './list.ts';
import { addPackCommand } from './pack.ts';
import { addSignCommand } from './sign.ts';
import { addStartCommand } from './start.ts';
import { addSwitchCommands } from './switch.ts';
import { addUninstallCommand } from './uninstall.ts';
import { addVerifyCommand } from './verify.ts';

export const commands: readonly ((program: Command) => void)[] = [
  addStartCommand,
  addListCommand,
  addInfoCommand,
  addInstallCommand,
  addUninstallCommand,
  addSwitchCommands,
  addIndicatorCommand,
  addKeysCommand,
  addPackCommand,
  addInspectCommand,
  addSignCommand,
  addVerifyCommand,
];
