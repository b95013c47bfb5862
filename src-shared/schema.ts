import { z } from 'zod';

// zod compiles its parsers with `new Function` unless told otherwise; the page's content security policy forbids that.
z.config({ jitless: true });

export { z };
