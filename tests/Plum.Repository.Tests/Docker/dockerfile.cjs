// node dockerfile.cjs FOLDER: the Dockerfile of a folder as JSON, with what the linter finds and the files that .dockerignore leaves in the context.
const fs = require('node:fs');
const path = require('node:path');
const ignore = require('@balena/dockerignore');
const { DockerfileParser } = require('dockerfile-ast');
const { validate } = require('dockerfile-utils');

const folder = process.argv[2];
const text = fs.readFileSync(path.join(folder, 'Dockerfile'), 'utf8');

function instruction(line) {
  const keyword = line.getKeyword();
  const all = line.getRawArgumentsContent() ?? '';
  const flags = line.getFlags?.().map(flag => `${flag.getName()}=${flag.getValue()}`) ?? [];
  return {
    keyword,
    flags,
    // A script or a list of words, without the flags before it.
    text: all.replace(/^(--\S+\s*(\\\n\s*)?)+/, ''),
    words: line.getArguments().map(word => word.getValue()).filter(word => !word.startsWith('--')),
    pairs: keyword === 'ENV' ? Object.fromEntries(line.getProperties().map(pair => [pair.getName(), pair.getValue()])) : {},
  };
}

function stages() {
  const found = [];
  for (const line of DockerfileParser.parse(text).getInstructions()) {
    if (line.getKeyword() === 'FROM') {
      found.push({ image: line.getImage(), name: line.getBuildStage() ?? '', instructions: [] });
    } else {
      found.at(-1).instructions.push(instruction(line));
    }
  }
  return found;
}

// Git's own folder and what npm installs are large, and .dockerignore must leave them out whole.
const rules = ignore().add(fs.readFileSync(path.join(folder, '.dockerignore'), 'utf8'));
const large = ['.git', 'tests/node_modules'];
function* files(below) {
  for (const entry of fs.readdirSync(path.join(folder, below), { withFileTypes: true })) {
    const name = path.posix.join(below, entry.name);
    if (large.includes(name)) {
      if (!rules.ignores(`${name}/file`)) yield name;
    } else if (entry.isDirectory()) {
      yield* files(name);
    } else {
      yield name;
    }
  }
}

const findings = validate(text).map(found => `line ${found.range.start.line + 1}: ${found.message}`);
console.log(JSON.stringify({ findings, stages: stages(), context: rules.filter([...files('')]) }));
