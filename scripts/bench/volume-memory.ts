// A process that outlines a volume of 256 × 256 × 256 piece by piece and says how much memory it held at most. Answers one line
// of JSON. In a process of its own, for what others held before would count too.
import { InstanceId } from '../../src-shared/contract/ids.ts';
import {
  askSmall,
  smallPicture,
  volumeOf,
  volumeOutliner,
} from '../../src-main/inference/fixtures/small-models.fixture.ts';
import { memoryNeed } from '../../src-main/inference/memory-need.ts';

const SIDE = 256;

const model = volumeOutliner([64, 64, 64], 0.25);
const slices = Array.from({ length: SIDE }, (_, z) =>
  Int16Array.from({ length: SIDE * SIDE }, (_, i) => {
    const [y, x] = [Math.floor(i / SIDE), i % SIDE];
    return 400 * Math.sin(x / 31 + z / 17) * Math.cos(y / 23) + ((i * 7919) % 97);
  }),
);
const picture = smallPicture(SIDE, SIDE, slices);
const volume = volumeOf(picture, { spacingMm: [1, 1, 1] });
const before = process.memoryUsage.rss();
const start = performance.now();
const { outcome } = await askSmall(model, picture, { volume, instanceId: InstanceId.parse(1) });
const ms = performance.now() - start;
const peak = process.resourceUsage().maxRSS * 1024;
const expected = memoryNeed({ pixels: picture.pixels, volume, model });
const { segments } = outcome;
process.stdout.write(
  `${JSON.stringify({ ms, before, peak, expected, found: segments?.map(({ areaPx }) => areaPx) })}\n`,
);
