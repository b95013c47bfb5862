import { CodedError } from '../../src-shared/contract/coded.ts';
import type { ProviderName } from '../../src-shared/contract/verification.ts';
import type { ModelManifest } from '../../src-shared/findings/manifest.ts';
import type { Outputs, PlainTensor } from './plain-tensor.ts';
import { agrees, USUAL_PROVIDER_TOLERANCE } from './providers.ts';

/**
 * So many sizes of input are compared with the CPU's answer, the first time each is met: a provider's numbers may be wrong for one size
 * alone, and its driver another than when the model was verified. A network that takes any size should not run twice for ever.
 */
const MOST_COMPARED = 4;

/**
 * Another provider's answer, compared with the CPU's where its size of input is met for the first time, and where it holds
 * what is no number. Errors: `provider-disagrees`; `model-output-invalid` where the CPU has no number either.
 *
 * @param asked.agreed sizes of input on which the session was found to agree; this one is added
 * @param askCpu asks the CPU the same
 */
export async function witnessed(
  answering: Promise<Outputs>,
  {
    agreed,
    provider,
    manifest: { providerTolerance = USUAL_PROVIDER_TOLERANCE },
    input,
  }: {
    readonly agreed: Set<string>;
    readonly provider: ProviderName;
    readonly manifest: Pick<ModelManifest, 'providerTolerance'>;
    readonly input: Pick<PlainTensor, 'dims'>;
  },
  askCpu: () => Promise<Outputs>,
): Promise<Outputs> {
  const size = input.dims.join(' × ');
  let found: Outputs | null = null;
  try {
    found = await answering;
  } catch (error) {
    // what is no number may be the provider's doing; what breaks off is
    if (!(error instanceof CodedError)) throw error;
  }
  if (found && (agreed.has(size) || agreed.size >= MOST_COMPARED)) return found;
  const wanted = await askCpu();
  if (!found || !agrees(found, wanted, providerTolerance)) throw new CodedError('provider-disagrees', { provider });
  agreed.add(size);
  return found;
}
