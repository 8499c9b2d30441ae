/** A change of a plugin's version as a transaction: its steps, what undoes each, and the run that ends in the old or the new whole. */

import { lifecycleError } from './errors.ts';

/** What takes back what steps did, in the order in which it must be done. */
export const undoActions = {
  stop: 'the new version is stopped',
  restore: 'record, grants and data are put back as they were, and the note that a change is under way is struck out',
  resume: 'the old version may run again',
} as const;
export type UndoAction = keyof typeof undoActions;

/** In order. What `undo` does not name leaves nothing behind but code that nobody refers to, which is collected. */
export const updateSteps = {
  download: { does: 'the new package is fetched and its code put into the store, beside the old', undo: null },
  verify: { does: 'its digests are checked, and its signatures where it must have some', undo: null },
  resolve: { does: 'versions of all it needs are chosen, and it is tried without effect', undo: null },
  stage: { does: 'it is written down that a change is under way', undo: 'restore' },
  quiesce: { does: 'the old version is stopped, so that it changes nothing any more', undo: 'resume' },
  snapshot: { does: 'record, grants and data of the old version are kept', undo: 'restore' },
  switch: { does: 'the new version becomes the current one, in one step', undo: 'restore' },
  migrate: { does: 'data are brought to the form the new version reads', undo: 'restore' },
  activate: { does: 'the new version is started, if it is in use', undo: 'stop' },
  health: { does: 'it is watched for a while: a failure now counts against the change', undo: null },
  commit: { does: 'the change is final; the old version is kept to be returned to', undo: null },
} as const satisfies Record<string, { readonly does: string; readonly undo: UndoAction | null }>;

export type UpdateStep = keyof typeof updateSteps;
export const updateStepNames = Object.keys(updateSteps) as readonly UpdateStep[];

/** What must be done when a change ends at a step that has begun, for whatever reason. */
export function planUndo(begun: UpdateStep): UndoAction[] {
  const steps = updateStepNames.slice(0, updateStepNames.indexOf(begun) + 1);
  const needed = new Set(steps.map((step) => updateSteps[step].undo));
  return (Object.keys(undoActions) as UndoAction[]).filter((action) => needed.has(action));
}

/** What must be done at the next start when the process ended in the middle: nothing runs any more, so only the disk is put right. */
export function planRecovery(begun: UpdateStep): UndoAction[] {
  return planUndo(begun).filter((action) => action === 'restore');
}

export interface UpdateRun {
  /** Each step resolves when its effect is there, on disk where it has one there. */
  readonly steps: Readonly<Record<UpdateStep, () => Promise<void>>>;
  /** Each must be harmless where there is nothing to undo. */
  readonly undo: Readonly<Record<UndoAction, () => Promise<void>>>;
  onStep?(step: UpdateStep): void;
}

/**
 * Resolves when the change is final. Rejects with what failed, after everything was undone;
 * with `lifecycle.undo-failed` if that failed too: then the next start finishes it.
 */
export async function runUpdate({ steps, undo, onStep }: UpdateRun): Promise<void> {
  for (const step of updateStepNames) {
    onStep?.(step);
    try {
      await steps[step]();
    } catch (error) {
      await undoFrom(step, undo, error);
      throw error;
    }
  }
}

async function undoFrom(begun: UpdateStep, undo: UpdateRun['undo'], cause: unknown): Promise<void> {
  for (const action of planUndo(begun)) {
    try {
      await undo[action]();
    } catch (error) {
      throw lifecycleError('undo-failed', { step: begun, action, why: toText(cause), failed: toText(error) }, cause);
    }
  }
}

const toText = (error: unknown) => (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
