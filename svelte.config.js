// Vite and svelte-check look here; the defaults serve.
export default {};
