/** The list of commands: one file each. */

import type { Command } from 'commander';
import { addAuditCommand } from './audit.ts';
import { addBacktestCommand } from './backtest.ts';
import { addBrokerCommand } from './broker.ts';
import { addBuildCommand } from './build.ts';
import { addCertifyCommand } from './certify.ts';
import { addCheckCommand } from './check.ts';
import { addCreateCommand } from './create.ts';
import { addDevCommand } from './dev.ts';
import { addDoctorCommand } from './doctor.ts';
import { addGrantsCommand } from './grants.ts';
import { addIndicatorCommand } from './indicator.ts';
import { addInfoCommand } from './info.ts';
import { addInspectCommand } from './inspect.ts';
import { addInstallCommand } from './install.ts';
import { addKeysCommand } from './keys.ts';
import { addListCommand } from './list.ts';
import { addLogsCommand } from './logs.ts';
import { addPackCommand } from './pack.ts';
import { addProfileCommand } from './profile.ts';
import { addRecordCommand } from './record.ts';
import { addReplayCommand } from './replay.ts';
import { addResolveCommand } from './resolve.ts';
import { addSecretsCommand } from './secrets.ts';
import { addSettingsCommand } from './settings.ts';
import { addSignCommand } from './sign.ts';
import { addStartCommand } from './start.ts';
import { addSwitchCommands } from './switch.ts';
import { addTestCommand } from './test.ts';
import { addTopCommand } from './top.ts';
import { addUninstallCommand } from './uninstall.ts';
import { addVerifyCommand } from './verify.ts';
import { addVersionCommands } from './versions.ts';

export const commands: readonly ((program: Command) => void)[] = [
  addStartCommand,
  addListCommand,
  addInfoCommand,
  addTopCommand,
  addLogsCommand,
  addProfileCommand,
  addInstallCommand,
  addUninstallCommand,
  addVersionCommands,
  addSwitchCommands,
  addSettingsCommand,
  addDoctorCommand,
  addGrantsCommand,
  addSecretsCommand,
  addAuditCommand,
  addResolveCommand,
  addIndicatorCommand,
  addBacktestCommand,
  addBrokerCommand,
  addRecordCommand,
  addReplayCommand,
  addCheckCommand,
  addTestCommand,
  addCertifyCommand,
  addKeysCommand,
  addCreateCommand,
  addDevCommand,
  addBuildCommand,
  addPackCommand,
  addInspectCommand,
  addSignCommand,
  addVerifyCommand,
];
