import type { SampleType } from './instance.ts';

/** How one voxel is stored and as what it arrives. */
export interface NiftiVoxel {
  readonly datatype: number;
  /** The name in nifti1.h, lower case. */
  readonly name: string;
  readonly bytes: number;
  /** Numbers in one voxel as stored: RGB 3, RGBA 4. */
  readonly samples: 1 | 3 | 4;
  /** The type of its numbers in a frame; 64-bit integers become float64. */
  readonly sampleType: SampleType;
}

const VOXELS: readonly NiftiVoxel[] = [
  { datatype: 2, name: 'uint8', bytes: 1, samples: 1, sampleType: 'uint8' },
  { datatype: 4, name: 'int16', bytes: 2, samples: 1, sampleType: 'int16' },
  { datatype: 8, name: 'int32', bytes: 4, samples: 1, sampleType: 'int32' },
  { datatype: 16, name: 'float32', bytes: 4, samples: 1, sampleType: 'float32' },
  { datatype: 64, name: 'float64', bytes: 8, samples: 1, sampleType: 'float64' },
  { datatype: 128, name: 'rgb24', bytes: 3, samples: 3, sampleType: 'uint8' },
  { datatype: 256, name: 'int8', bytes: 1, samples: 1, sampleType: 'int8' },
  { datatype: 512, name: 'uint16', bytes: 2, samples: 1, sampleType: 'uint16' },
  { datatype: 768, name: 'uint32', bytes: 4, samples: 1, sampleType: 'uint32' },
  { datatype: 1024, name: 'int64', bytes: 8, samples: 1, sampleType: 'float64' },
  { datatype: 1280, name: 'uint64', bytes: 8, samples: 1, sampleType: 'float64' },
  { datatype: 2304, name: 'rgba32', bytes: 4, samples: 4, sampleType: 'uint8' },
];

/**
 * The voxel type of a NIfTI `datatype` (nifti1.h). Null for what is not read: nothing (0), single bits (1), complex numbers
 * (32, 1792, 2048), float128 (1536) and codes that nobody defined.
 */
export function niftiVoxel(datatype: number): NiftiVoxel | null {
  return VOXELS.find((voxel) => voxel.datatype === datatype) ?? null;
}

/** The `datatype` under which stored values of a sample type are written. */
export function niftiVoxelOf(type: SampleType): NiftiVoxel {
  return VOXELS.find(({ name }) => name === type) as NiftiVoxel;
}
