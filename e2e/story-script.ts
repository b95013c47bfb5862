import type { StoryPatient } from './story-films.ts';
import type { Language } from './words.ts';

/** Who the story is about and what the person types in it. */
export interface Script {
  readonly patient: StoryPatient;
  readonly signer: string;
  readonly comment: string;
  readonly indication: string;
  readonly findings: string;
  readonly impression: string;
  readonly addendum: string;
  readonly typedName: string;
}

/** The story's words by the language in which it is lived through. */
export const SCRIPTS: Record<Language, Script> = {
  en: {
    patient: { name: 'Story^Nora', shown: 'Story, Nora', id: 'STORY-1', root: '2.25.31415926501' },
    signer: 'Dr Ada Reader',
    comment: 'Agreed, the lungs are clear.',
    indication: 'Cough and fever for three days.',
    findings: 'Heart of normal size.\nNo consolidation, no effusion.',
    impression: 'Normal chest.',
    addendum: 'Compared with last year: unchanged.',
    typedName: 'Typed, Tom',
  },
  zh: {
    patient: { name: 'Lin^Xiaoyu=林^小雨', shown: 'Lin, Xiaoyu (林 小雨)', id: 'STORY-2', root: '2.25.31415926502' },
    signer: '王晓明医师',
    comment: '同意，双肺清晰。',
    indication: '咳嗽、发热三天。',
    findings: '心影大小正常。\n未见实变及胸腔积液。',
    impression: '胸片未见异常。',
    addendum: '与去年相比无变化。',
    typedName: '张小童',
  },
};
