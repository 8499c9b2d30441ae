import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  planRecovery,
  planUndo,
  runUpdate,
  type UndoAction,
  type UpdateRun,
  type UpdateStep,
  undoActions,
  updateStepNames,
} from './update-transaction.ts';

class Crash extends Error {}
type Mishap = { readonly kind: 'fails' | 'crashes'; readonly when: 'before' | 'after' };
type Mishaps = ReadonlyMap<UpdateStep | UndoAction, Mishap>;

interface Disk {
  record: string;
  data: string;
  open: { begun: UpdateStep; before: { record: string; data: string } | null } | null;
}

/** A plugin as far as a change of it goes: what lies on disk, and what runs while the process lives. */
class World {
  disk: Disk = { record: 'old', data: 'old', open: null };
  running: string | null = 'old';
  restart = 0;
  readonly #mishaps: Mishaps;
  #forgetsData: boolean;

  constructor(mishaps: Mishaps = new Map(), forgetsData = false) {
    this.#mishaps = mishaps;
    this.#forgetsData = forgetsData;
  }

  get run(): UpdateRun {
    const effects: Partial<Record<UpdateStep, () => void>> = {
      stage: () => {
        this.disk.open = { begun: 'stage', before: null };
      },
      quiesce: () => {
        this.running = null;
      },
      snapshot: () => {
        this.disk.open = { begun: 'snapshot', before: { record: this.disk.record, data: this.disk.data } };
      },
      switch: () => {
        this.disk.record = 'new';
        if (this.disk.open) this.disk.open.begun = 'switch';
      },
      migrate: () => {
        this.disk.data = 'new';
      },
      activate: () => {
        this.running = 'new';
      },
      commit: () => {
        this.disk.open = null;
      },
    };
    const steps = Object.fromEntries(
      updateStepNames.map((step) => [step, () => this.#do(step, effects[step] ?? (() => {}))]),
    ) as unknown as UpdateRun['steps'];
    return {
      steps,
      undo: {
        stop: () => this.#do('stop', () => (this.running = null)),
        restore: () => this.#do('restore', () => this.restore()),
        resume: () => this.#do('resume', () => (this.running = this.disk.record)),
      },
    };
  }

  restore(): void {
    const before = this.disk.open?.before;
    if (before) this.disk.record = before.record;
    if (before && !this.#forgetsData) this.disk.data = before.data;
    this.disk.open = null;
  }

  /** The process ends and begins anew. */
  reboot(): void {
    this.running = null;
    const { open } = this.disk;
    if (open && planRecovery(open.begun).includes('restore')) this.restore();
    this.running = this.disk.record;
  }

  async #do(name: UpdateStep | UndoAction, effect: () => void): Promise<void> {
    const mishap = this.#mishaps.get(name);
    const happen = () => {
      throw mishap?.kind === 'crashes' ? new Crash() : new Error(`${name} failed`);
    };
    if (mishap?.when === 'before') happen();
    effect();
    if (mishap) happen();
  }
}

const mishap = fc.record({
  kind: fc.constantFrom('fails', 'crashes'),
  when: fc.constantFrom('before', 'after'),
} as const) as fc.Arbitrary<Mishap>;
const names = [...updateStepNames, ...(Object.keys(undoActions) as UndoAction[])];
const mishaps: fc.Arbitrary<Mishaps> = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...names), mishap), { maxLength: 3, selector: ([name]) => name })
  .map((pairs) => new Map(pairs));

/** Runs the change; what it could not undo by itself, the next start does. */
async function play(world: World): Promise<'done' | 'failed' | 'crashed'> {
  try {
    await world.run.steps.download();
    await runUpdate(world.run);
    return 'done';
  } catch (error) {
    const crashed = error instanceof Crash || (error as { code?: string }).code === 'lifecycle.undo-failed';
    if (crashed) world.reboot();
    return crashed ? 'crashed' : 'failed';
  }
}

const wholes = [
  { disk: { record: 'old', data: 'old', open: null }, running: 'old' },
  { disk: { record: 'new', data: 'new', open: null }, running: 'new' },
];

describe('an update', () => {
  it('ends with the new version where nothing goes wrong', async () => {
    const world = new World();
    const seen: UpdateStep[] = [];
    await runUpdate({ ...world.run, onStep: (step) => seen.push(step) });
    expect(seen).toEqual(updateStepNames);
    expect(world).toMatchObject(wholes[1] as object);
  });

  it.each(updateStepNames)('ends with the old version, running, where %s fails', async (step) => {
    for (const when of ['before', 'after'] as const) {
      const world = new World(new Map([[step, { kind: 'fails', when }]]));
      await expect(runUpdate(world.run)).rejects.toThrow(`${step} failed`);
      // A commit that is on disk and yet reports a failure cannot be told from one that is not.
      if (step === 'commit' && when === 'after') continue;
      expect(world).toMatchObject(wholes[0] as object);
    }
  });

  it('ends in the old or the new whole, whatever fails or crashes, and in the new if it said so', async () => {
    await fc.assert(
      fc.asyncProperty(mishaps, async (happening) => {
        const world = new World(happening);
        const outcome = await play(world);
        expect(wholes.map(({ disk }) => disk)).toContainEqual(world.disk);
        expect(world.running).toBe(world.disk.record);
        if (outcome === 'done') expect(world.disk.record).toBe('new');
        if (outcome === 'failed' && happening.get('commit')?.when !== 'after') expect(world.disk.record).toBe('old');
      }),
      { numRuns: 2000 },
    );
  });

  it('would not, if restoring forgot the data', async () => {
    const world = new World(new Map([['health', { kind: 'fails', when: 'before' }]]), true);
    await play(world);
    expect(wholes.map(({ disk }) => disk)).not.toContainEqual(world.disk);
  });

  it('says so where undoing fails too', async () => {
    const failing = { kind: 'fails', when: 'before' } as const;
    const world = new World(new Map([['migrate', failing], ['restore', failing]])); // biome-ignore format: one line
    await expect(runUpdate(world.run)).rejects.toMatchObject({
      code: 'lifecycle.undo-failed',
      message: expect.stringContaining('migrate failed'),
    });
    world.reboot();
    expect(world.disk).toEqual(wholes[0]?.disk);
  });

  it('undoes nothing before anything was written, and stops before it restores before it resumes', () => {
    expect(planUndo('resolve')).toEqual([]);
    expect(planUndo('quiesce')).toEqual(['restore', 'resume']);
    expect(planUndo('health')).toEqual(['stop', 'restore', 'resume']);
    expect(planRecovery('health')).toEqual(['restore']);
  });
});
