import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/**
 * Builds the portal into `dist`, which the server serves as it is. Nothing is inlined: the policy is `'self'` for scripts,
 * styles and images, and the files are named by their content, so they may be cached for ever.
 */
// oxlint-disable-next-line import/no-default-export -- vite asks for it
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
    rolldownOptions: { treeshake: { moduleSideEffects: (id) => !/packages\/(events|client|ledger)\//.test(id) } },
  },
  server: { proxy: { '/v1': { target: process.env['ANNALS_URL'] ?? 'http://127.0.0.1:8484' } } },
});
