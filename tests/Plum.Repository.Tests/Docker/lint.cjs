// node lint.cjs <Dockerfile: prints what the linter finds.
const { validate } = require('dockerfile-utils');

for (const found of validate(require('node:fs').readFileSync(0, 'utf8'))) {
  console.log(`line ${found.range.start.line + 1}: ${found.message}`);
}
