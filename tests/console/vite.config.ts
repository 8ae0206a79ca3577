import { reactRouter } from '@react-router/dev/vite';
import { defineConfig } from 'vite';

// With NO_EXTERNAL the package is bundled for the server too.
export default defineConfig({
  plugins: [reactRouter()],
  ssr: { noExternal: process.env.NO_EXTERNAL === undefined ? [] : ['taskwatch'] },
});
