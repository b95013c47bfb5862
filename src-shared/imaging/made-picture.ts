/**
 * What a picture that a network made carries in its file, so that it is known again wherever it goes: a text of a PNG (W3C PNG, third
 * edition, 11.3.3.2), whose keyword is the registered one for the nature of a picture.
 */
export const MADE_PICTURE = {
  keyword: 'Warning',
  text: 'Made by a neural network in Skiagraph. Not an original picture: not for measuring or diagnosis.',
} as const;
