import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const output = 'bin';

/** Compresses once what every browser is going to ask for. Fonts are compressed as they are. */
const compress: Plugin = {
  name: 'compress',
  closeBundle() {
    for (const file of readdirSync(output, { recursive: true, encoding: 'utf8' })) {
      if (/\.(html|js|css|svg)$/.test(file)) {
        const content = readFileSync(join(output, file));
        writeFileSync(join(output, `${file}.br`), brotliCompressSync(content));
        writeFileSync(join(output, `${file}.gz`), gzipSync(content, { level: 9 }));
      }
    }
  },
};

export default defineConfig({
  plugins: [compress],
  // The policy of the page lets nothing in that is not a file of this server.
  build: { outDir: output, assetsInlineLimit: 0, modulePreload: { polyfill: false }, reportCompressedSize: false },
  server: { proxy: { '/api': 'http://localhost:7071', '/outbound': 'http://localhost:7071' } },
});
