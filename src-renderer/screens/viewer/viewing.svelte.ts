import { untrack } from 'svelte';
import { toCoded } from '../../../src-shared/contract/coded.ts';
import type { CaseInstance, CaseSeries, OpenCase } from '../../../src-shared/contract/records.ts';
import type { MeasuredPlane, Measurement, MeasurementKind } from '../../../src-shared/findings/measurement.ts';
import type { PicturePoint } from '../../../src-shared/measuring/pixel-scale.ts';
import { onPlane } from '../../../src-shared/measuring/plane-pose.ts';
import { program } from '../../app/program.svelte.ts';
import { enterStage, type StageHold } from '../../stage/cornerstone.ts';
import { fetchAhead, forgetAhead } from '../../stage/frames-ahead.ts';
import type { FrameKey } from '../../stage/image-id.ts';
import { MprSession } from '../../stage/mpr-session.svelte.ts';
import type { PicturePane } from '../../stage/picture-pane.ts';
import { forgetValues } from '../../stage/region-values.ts';
import type { StageView } from '../../stage/view.svelte.ts';
import { keepLayout, keptLayout } from './case-layouts.ts';
import { CaseMeasurements } from './case-measurements.svelte.ts';
import { placeInSets, type CaseSet } from './case-sets.ts';
import { CaseStudies } from './case-studies.svelte.ts';
import { Cine } from './cine.svelte.ts';
import { firstOf, hangingOf, wantsPrior } from './hanging-rules.ts';
import { MeasurementNumbers } from './measurement-numbers.svelte.ts';
import { PaneFollowing } from './pane-following.svelte.ts';
import { volumeFrames } from './set-volume.ts';
import { ViewPanes, type KeptLayout, type Layout } from './view-panes.svelte.ts';
import type { ViewerTool } from './viewer-tool.ts';
import { hasNamedWindows, presetsFor, type WindowChoice } from './window-presets.ts';

/** Everything about how one case is looked at: what tools, keys, panes and lists act on. It ends with the case's viewer. */
export class Viewing {
  readonly #openCase: () => OpenCase;
  readonly #hold: StageHold;
  readonly studies: CaseStudies;
  readonly panes: ViewPanes;
  readonly following: PaneFollowing;
  readonly measurements: CaseMeasurements;
  readonly numbers: MeasurementNumbers;
  readonly cine: Cine;
  tool = $state<ViewerTool>('window');
  thumbnails = $state(true);
  findings = $state(true);
  editingWindows = $state(false);
  editingCorners = $state(false);
  /** A line of known length was drawn, and waits for the length. */
  calibration = $state.raw<{ key: FrameKey; points: readonly PicturePoint[] } | null>(null);
  /** The display set in the active pane. */
  readonly set: CaseSet | null = $derived.by(() => this.studies.set(this.panes.active.setId));
  readonly instance: CaseInstance | null = $derived.by(
    () => this.series?.instances.find(({ id }) => id === this.view.shown?.instanceId) ?? null,
  );
  readonly presets: readonly WindowChoice[] = $derived.by(() =>
    presetsFor(this.instance, program.state.settings.windows),
  );

  constructor(openCase: () => OpenCase) {
    this.#openCase = openCase;
    const { caseId, series, measurements } = openCase();
    this.#hold = enterStage(series.flatMap(({ instances }) => instances));
    this.studies = new CaseStudies(openCase, (study) =>
      this.#hold.also(study.series.flatMap(({ instances }) => instances)),
    );
    const kept = keptLayout(caseId);
    this.panes = new ViewPanes(kept ?? single(this.studies.sets));
    this.following = new PaneFollowing(this.panes, this.studies);
    this.measurements = new CaseMeasurements(caseId, measurements);
    this.numbers = new MeasurementNumbers(this.measurements, this.studies, () => this.panes.session?.volume ?? null);
    this.cine = new Cine(() => this.panes.active);
    if (kept) this.#fetchShown();
    else this.hang();
    this.#askAhead();
  }

  /** Ends what it holds beyond the page; how the case was looked at is kept as long as the case is open. */
  end(): void {
    this.cine.stop();
    keepLayout(this.#openCase().caseId, this.panes.kept, program.tabs);
    this.studies.end();
    this.panes.end();
    forgetAhead();
    forgetValues();
    this.#hold.leave();
  }

  get pane(): PicturePane | null {
    return this.panes.active.pane;
  }

  get view(): StageView {
    return this.panes.active.view;
  }

  get series(): CaseSeries | null {
    return this.set?.series ?? null;
  }

  get frames(): readonly FrameKey[] {
    return this.set?.frames ?? [];
  }

  /** How long a frame of the picture lasts as the file says; null: it does not. */
  get frameMs(): number | null {
    return this.instance?.description.pixels.frameTimeMs ?? null;
  }

  /** There is a picture for tools to act on. */
  get on(): boolean {
    return this.view.shown !== null || this.panes.session !== null;
  }

  /** Whether what a person draws can be kept. */
  get writable(): boolean {
    return program.state.storage.state === 'ready';
  }

  /** Whether the picture in the active pane is the open case's, and not another study's for comparison. */
  get own(): boolean {
    return this.set === null || this.set.caseId === this.#openCase().caseId;
  }

  /** Grey pictures, unless the file says that low values are bright: a map turned round would be another map. */
  get colourable(): boolean {
    const pixels = this.instance?.description.pixels ?? this.series?.instances[0]?.description.pixels;
    return this.on && pixels?.samplesPerPixel === 1 && pixels.photometric !== 'MONOCHROME1';
  }

  /** The modality whose named windows can be changed at the picture on the screen; null: it has none. */
  get windowsOf(): string | null {
    return this.instance && hasNamedWindows(this.instance) ? this.instance.description.gate.modality : null;
  }

  /** Lays the panes out by the rules, as on opening. */
  hang(): void {
    if (this.tool === 'crosshair') this.tool = 'window';
    const { sets, others } = this.studies;
    const [newest] = others;
    const prior = newest ? this.studies.setsOfOther(newest.caseId) : [];
    const hanging = hangingOf(sets, prior);
    this.panes.hang(
      hanging
        ? {
            layout: hanging.rule.layout,
            panes: hanging.panes.map((set) => ({ setId: set?.id ?? null, state: null })),
            active: 0,
          }
        : single(sets),
    );
    this.following.scroll = hanging?.rule.linked ?? 'position';
    if (newest && prior.length === 0 && wantsPrior(sets)) void this.#hangWith(newest.caseId);
  }

  /** A rule wants the study before: once it is here the rule is asked again, unless the person has begun to work. */
  async #hangWith(priorId: OpenCase['caseId']): Promise<void> {
    const before = this.panes.all;
    await this.studies.load(priorId);
    if (this.panes.all === before && this.studies.setsOfOther(priorId).length > 0) this.hang();
  }

  /** The first pictures are decoded while the page makes the panes for them. */
  #askAhead(): void {
    for (const { setId, before, start } of untrack(() => this.panes.all)) {
      const key = untrack(() => this.studies.set(setId))?.frames[before?.index ?? start];
      if (key) void fetchAhead(key);
    }
  }

  /** Panes that were kept may show another study, which has to be fetched again. */
  #fetchShown(): void {
    const own = this.studies.sets.map(({ id }) => id);
    const foreign = this.panes.all.some(({ setId }) => setId !== null && !own.includes(setId));
    if (foreign) for (const { caseId } of this.studies.others) void this.studies.load(caseId);
  }

  arrange(layout: Layout): void {
    if (this.tool === 'crosshair') this.tool = 'window';
    this.panes.arrange(
      layout,
      this.studies.sets.map(({ id }) => id),
    );
  }

  showPlanes(): void {
    const { set } = this;
    if (!set || set.frames.length < 2) return;
    this.panes.showPlanes(set.id, new MprSession(volumeFrames(set)));
    this.tool = 'crosshair';
  }

  /** The next display set of the study in the active pane, or the one before. */
  stepSet(by: 1 | -1): void {
    const { set } = this;
    if (!set) return;
    const sets = this.#setsBeside(set);
    const next = sets[sets.findIndex(({ id }) => id === set.id) + by];
    if (next) this.panes.active.show(next.id);
  }

  /** The next older study of the patient in the active pane, or the next newer one. */
  async stepStudy(by: 1 | -1): Promise<void> {
    const { caseId } = this.#openCase();
    const studies = [caseId, ...this.studies.others.map((other) => other.caseId)];
    const at = studies.indexOf(this.set?.caseId ?? caseId);
    const next = studies[at + by];
    if (next !== undefined) await this.showStudy(next);
  }

  /** Puts the first display set of a study of the patient into the active pane. */
  async showStudy(caseId: OpenCase['caseId']): Promise<void> {
    const place = this.panes.active;
    if (caseId !== this.#openCase().caseId) await this.studies.load(caseId);
    const sets = this.#setsBeside({ caseId });
    if (sets.length > 0 && this.panes.all.includes(place)) place.show(firstOf(sets).id);
  }

  #setsBeside({ caseId }: Pick<CaseSet, 'caseId'>): readonly CaseSet[] {
    return caseId === this.#openCase().caseId ? this.studies.sets : this.studies.setsOfOther(caseId);
  }

  /** Goes to a frame of the open case: in the pane that shows its display set, else in the active one. */
  showFrame(key: FrameKey): void {
    const found = placeInSets(this.studies.sets, key);
    if (!found) return;
    const there = this.panes.all.find(({ setId, plane }) => setId === found.set.id && plane === null);
    if (there) this.panes.activate(there);
    this.panes.active.show(found.set.id, found.index);
  }

  /** A figure was drawn on a picture of the open case. */
  drawn(key: FrameKey, kind: MeasurementKind, points: readonly PicturePoint[], plane?: MeasuredPlane): void {
    if (!this.writable) return;
    if (kind === 'calibration' && !plane) this.calibration = { key, points };
    else if (kind !== 'calibration') this.measurements.draw(key, kind, points, plane ? { plane } : {});
  }

  /** Goes to where a measurement was drawn: its frame, or its plane through the volume. */
  showMeasurement(measurement: Measurement): void {
    const { plane, points } = measurement;
    const set = plane && placeInSets(this.studies.sets, measurement)?.set;
    if (!plane || !set) {
      this.showFrame(measurement);
      return;
    }
    if (!this.panes.session || this.panes.active.setId !== set.id) {
      this.panes.activate(this.panes.all.find(({ setId }) => setId === set.id) ?? this.panes.active);
      this.panes.active.show(set.id);
      this.showPlanes();
    }
    const { session } = this.panes;
    const middle = points.reduce<[number, number]>(([x, y], point) => [x + point[0], y + point[1]], [0, 0]);
    if (session) session.point = onPlane(plane, [middle[0] / points.length, middle[1] / points.length]);
  }

  toggleCine(): void {
    if (this.cine.playing) this.cine.stop();
    else this.cine.start(this.frames.length, this.frameMs);
  }

  /** Shows what a call to main says went wrong. */
  async trying(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      program.notify(toCoded(thrown));
    }
  }
}

function single(sets: readonly CaseSet[]): KeptLayout {
  return untrack(() => ({
    layout: { rows: 1, columns: 1 },
    panes: [{ setId: firstOf(sets).id, state: null }],
    active: 0,
  }));
}
