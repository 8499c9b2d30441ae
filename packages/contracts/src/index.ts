/** The words both sides of the sandbox share. */

export { type Dec, isDec, toJsonNumber } from './decimal.ts';
export {
  CodedError,
  defineErrors,
  type ErrorJson,
  type ErrorMaker,
  type ErrorTable,
  type Issue,
  isCoded,
  toErrorJson,
} from './errors.ts';
export {
  type DependencyState,
  type DependencyStatus,
  dependencyStates,
  type ExportAnswer,
  type ExportCall,
  type ExportColumns,
  type ExportDef,
  type ExportInfo,
  type OfferedExport,
} from './exports.ts';
export {
  decodeFrame,
  encodeFrame,
  type Frame,
  FrameReader,
  frameError,
  frameMaxBytes,
  frameMaxHeaderBytes,
} from './frames.ts';
export {
  control,
  controlLength,
  exportLimits,
  exportTarget,
  type GuestContext,
  type GuestError,
  type GuestRuntime,
  type HookName,
  hookNames,
  hookTarget,
  job,
  type LogLevel,
  logLevels,
  logTextMaxChars,
  maxOpenRequests,
  maxTimers,
  outboxRows,
  type PluginCode,
  stateVersionMax,
  type TurnItem,
  type TurnOutput,
  turnOutputMaxChars,
} from './guest.ts';
export {
  type ContributionId,
  createInstanceId,
  type InstanceId,
  type InstrumentId,
  isInstanceId,
  isInstrumentId,
  isLocalId,
  isPluginId,
  type PluginId,
  parseContributionId,
  type SeriesId,
  toContributionId,
} from './ids.ts';
export {
  type ArraySchema,
  type BooleanProperty,
  type ConfigurationSchema,
  type InputProperty,
  type InputsSchema,
  type InputValues,
  type NumberProperty,
  type ObjectSchema,
  type SchemaUi,
  type StringProperty,
  schemaFormats,
  schemaMaxDepth,
  schemaMaxKeys,
  schemaWidgets,
  type ValueSchema,
} from './inputs.ts';
export type { Json, JsonObject } from './json.ts';
export {
  type Adjustment,
  adjustments,
  type Bar,
  type BarColumnName,
  type BarColumns,
  barColumnNames,
  type DeltaKind,
  deltaKinds,
  type Instrument,
  type InstrumentKind,
  instrumentKinds,
  type Ms,
  parseTimeframe,
  type SeriesDelta,
  type SeriesReader,
  type Timeframe,
  type TimeframeText,
  type TimeframeUnit,
  toSeriesId,
  toTimeframeText,
} from './market.ts';
export { findNearest } from './nearest.ts';
export {
  type ChartState,
  type ChartStatus,
  type IndicatorInstance,
  type PageContribution,
  type PageMessage,
  type PanelPatch,
  type PanelState,
  type ReplayState,
  replaySpeeds,
  type ServerColumns,
  type ServerMessage,
  type ServerVitals,
} from './page.ts';
export { type FixedPermissionId, type PermissionId, permissionIds } from './permission-ids.ts';
export { isPlainText, quoteText } from './plain-text.ts';
export { PLUGIN_API_VERSION, PROTOCOL } from './plugin-api.ts';
export type {
  AuditCheck,
  AuditCount,
  AuditEntry,
  AuditNote,
  AuditStore,
  AuditUse,
  BudgetRow,
  BudgetStore,
  PluginData,
  SecretStore,
  StorageCommit,
  StorageResult,
  StorageStore,
} from './plugin-data.ts';
export {
  type HostEvent,
  noUsage,
  type PluginInfo,
  type PluginState,
  type PluginSummary,
  type PluginTrust,
  type PluginUsage,
  type PluginWanted,
  pluginStates,
  type UsageError,
} from './plugin-state.ts';
export {
  countUnsettled,
  type IndicatorCall,
  type IndicatorDef,
  type IndicatorInfo,
  type IndicatorLevel,
  type IndicatorOutput,
  type IndicatorSource,
  indicatorSources,
  type PlotKind,
  plotKinds,
} from './points/chart-indicator.ts';
export {
  type CommandContext,
  type CommandDef,
  type CommandInfo,
  commandKeysPattern,
  type MenuEntryDef,
  type MenuEntryInfo,
  type MenuPlace,
  menuPlaces,
} from './points/component-command.ts';
export {
  type PanelDef,
  type PanelInfo,
  type PanelPlacement,
  panelPlacements,
  type UiIconName,
  type UiMount,
  type UiRoot,
  type WidgetDef,
  type WidgetInfo,
} from './points/component-panel.ts';
export {
  type BarSubscription,
  type BarsAnswer,
  type BarsRequest,
  type DataProviderDef,
  type InstrumentHit,
  type ProviderCapabilities,
  type ProviderContext,
  type ProviderErrorCode,
  type ProviderInfo,
  type ProviderStatus,
  providerErrorCodes,
} from './points/data-provider.ts';
export {
  type Contribution,
  type ContributionInfo,
  type ExtensionPoint,
  type ExtensionPointId,
  extensionPointIds,
  extensionPoints,
  isExtensionPointId,
  type UsablePointId,
} from './points/index.ts';
export type { SettingsPanelDef, SettingsPanelInfo } from './points/settings-panel.ts';
export {
  type ChildRequest,
  type Execution,
  type ExecutionContext,
  type OrderTypeDef,
  type OrderTypeInfo,
  type ParentType,
  type ParentView,
  parentTypes,
} from './points/trading-order-type.ts';
export type {
  NewOrder,
  OpenOrder,
  Strategy,
  StrategyAccount,
  StrategyContext,
  StrategyDef,
  StrategyInfo,
  StrategyMode,
} from './points/trading-strategy.ts';
export type {
  ChangeStore,
  CodeStore,
  KeptVersion,
  OfferedRelease,
  OpenChange,
  PackageFile,
  PluginCatalogue,
  PluginFault,
  PluginHistory,
  PluginMove,
  StartStore,
} from './registry-ports.ts';
export type {
  ArchiveSigner,
  ArchiveSource,
  DirectorySource,
  LayoutStore,
  PluginRecord,
  PluginSource,
  PluginStore,
  Workspace,
  WorkspaceStore,
} from './registry-record.ts';
export { checkInputsSchema, checkSettingsSchema } from './schema/check-schema.ts';
export { checkValue, schemaMaxTextChars, toGivenText, toPath } from './schema/check-value.ts';
export { schemaError, valueError } from './schema/errors.ts';
export { type IssueList, issueMaxCount, openIssueList } from './schema/issue-list.ts';
export {
  type SettingsChange,
  type SettingsScope,
  type SettingsStore,
  type SettingsView,
  settingsScopes,
} from './settings.ts';
export {
  commandTextMaxChars,
  maxStepCommands,
  type RunAnswer,
  type RunBegin,
  type RunCallbacks,
  type RunCommand,
  type RunStep,
} from './strategy-turn.ts';
export {
  type AccountView,
  isDoneState,
  type Liquidity,
  type OrderEvent,
  type OrderPatch,
  type OrderRequest,
  type OrderState,
  type OrderType,
  orderStates,
  orderTypes,
  type PositionView,
  type Side,
  sides,
  type TimeInForce,
  timesInForce,
} from './trading.ts';
export type { Option, Pair, Scalar, TableColumn } from './ui/prop-rules.ts';
export {
  findUiComponent,
  type UiComponent,
  type UiComponentName,
  type UiProps,
  uiComponentNames,
  uiComponents,
  uiIcons,
} from './ui/ui-components.ts';
export {
  acceptsUiEvent,
  type UiNode,
  type UiRecord,
  type UiSurface,
  UiTree,
  uiLimits,
  uiRoot,
} from './ui/ui-tree.ts';
