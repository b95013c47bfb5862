export { ask, questionOf, type Manner } from './ask.ts';
export { belowItsRoot } from './below-root.ts';
export { eachFilm, type Film, type FilmListener } from './films.ts';
export { Patience } from './patience.ts';
export { inquiriesOfWaiting, inquiryOfFilm, ofThePicture, inquiryUpTo, type Inquiry } from './inquiries.ts';
