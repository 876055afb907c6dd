// node yaml.cjs <text: prints the YAML of its input as JSON; ends with 1 and the faults when it is none.
const { parseDocument } = require('yaml');

const document = parseDocument(require('node:fs').readFileSync(0, 'utf8'), { strict: true, uniqueKeys: true });
const faults = [...document.errors, ...document.warnings];
if (faults.length > 0) {
  console.error(faults.map(fault => fault.message).join('\n'));
  process.exit(1);
}
console.log(JSON.stringify(document.toJS()));
