/** Design tokens and components that both web apps share. */

export { Badge, StatusWord, type Tone } from './badge.tsx';
export { Button, type ButtonProps } from './button.tsx';
export { joinClasses } from './class-names.ts';
export { Dialog, type DialogProps } from './dialog.tsx';
export { Icon, type IconName } from './icon.tsx';
export { IconButton, type IconButtonProps } from './icon-button.tsx';
export { Kbd } from './kbd.tsx';
export { Menu, type MenuEntry, type MenuProps } from './menu.tsx';
export { Notice, type NoticeProps } from './notice.tsx';
export { NumberField, type NumberFieldProps } from './number-field.tsx';
export { PanelStore, type SendUiEvent } from './plugin-view/panel-store.ts';
export { PluginView, type PluginViewProps } from './plugin-view/plugin-view.tsx';
export { Select, type SelectProps } from './select.tsx';
export { Skeleton } from './skeleton.tsx';
export { StylePolicy } from './style-policy.tsx';
export { Switch, type SwitchProps } from './switch.tsx';
export { Cell, NumberCell, PlainHeader, type Sort, SortHeader, type SortHeaderProps } from './table.tsx';
export { TextField, type TextFieldProps } from './text-field.tsx';
export { showFailure, showNotice, ToastArea } from './toast.tsx';
export { Tooltip, TooltipGroup, type TooltipProps } from './tooltip.tsx';
