// Reads Bicep files with the grammar tree-sitter-bicep and prints what is declared, given and referred to in each, as JSON: node bicep.cjs FILE…
const { Parser, Language } = require('web-tree-sitter');
const fs = require('fs');

const grammar = require.resolve('tree-sitter-bicep/tree-sitter-bicep.wasm');
const children = (node) => node.namedChildren.filter((child) => child && !/comment$/.test(child.type));
const line = (node) => node.startPosition.row + 1;
const first = (node, type) => children(node).find((child) => child.type === type);
const textOf = (string) => string.text.replace(/^'{3}\r?\n?|^'|'{3}$|'$/g, '');

/** What is written in a file, or what the grammar cannot read in it. */
class Reading {
  constructor(file, parser) {
    // The grammar is older than parameter files: there `param name = value` declares no type, just as a variable does.
    const source = fs.readFileSync(file, 'utf8');
    const readable = file.endsWith('.bicepparam') ? source.replace(/^param(?=\s+\w+\s*=)/gm, 'var  ') : source;
    this.names = [];
    this.summary = {
      path: file, using: null, faults: [], parameters: [], variables: [], resources: [], modules: [], outputs: [],
      references: [], calls: [], outputsUsed: [],
    };
    const root = parser.parse(readable).rootNode;
    this.findFaults(root);
    if (!this.summary.faults.length) this.readStatements(root);
  }

  findFaults(node) {
    if (node.isError || node.isMissing) this.summary.faults.push(`line ${line(node)}: ${node.text.split('\n')[0] || 'something is missing'}`);
    else node.children.forEach((child) => this.findFaults(child));
  }

  readStatements(root) {
    let decorators = [];
    for (const node of children(root)) {
      if (node.type === 'decorators') {
        decorators = children(node).map((decorator) => children(decorator)[0]);
        decorators.forEach((call) => this.refer(first(call, 'arguments')));
      } else {
        this.readStatement(node, decorators.map((call) => call.childForFieldName('function').text));
        decorators = [];
      }
    }
  }

  readStatement(node, decorators) {
    const name = first(node, 'identifier')?.text;
    const value = children(node).at(-1);
    switch (node.type) {
      case 'using_statement': this.summary.using = textOf(first(node, 'string')); return;
      case 'resource_declaration': this.readResource(node, null); return;
      case 'module_declaration': this.summary.modules.push({ name, line: line(node), path: textOf(first(node, 'string')), ...this.body(value) }); break;
      case 'parameter_declaration': {
        if (this.summary.path.endsWith('.bicepparam')) this.summary.faults.push(`line ${line(node)}: ${name} is given no value`);
        const hasDefault = value.type !== 'type';
        this.summary.parameters.push({ name, line: line(node), type: first(node, 'type').text, hasDefault, decorators, value: hasDefault ? this.value(value) : null });
        if (!hasDefault) return;
        break;
      }
      case 'variable_declaration': this.summary.variables.push({ name, line: line(node), value: this.value(value) }); break;
      case 'output_declaration': this.summary.outputs.push({ name, line: line(node), value: this.value(value) }); break;
      default: break;
    }
    this.refer(value);
  }

  readResource(node, outer) {
    const [type, version = outer?.version] = textOf(first(node, 'string')).split('@');
    const value = children(node).at(-1);
    const resource = {
      name: first(node, 'identifier').text, line: line(node), type: outer ? `${outer.type}/${type}` : type, version,
      isExisting: node.children.some((child) => child.type === 'existing'), isNested: outer !== null, ...this.body(value),
    };
    this.summary.resources.push(resource);
    this.refer(value, resource);
  }

  /** A body without its loop or condition. */
  body(node) {
    const object = node.type === 'if_statement' ? first(node, 'object') : node.type === 'for_statement' ? node.childForFieldName('body') : node;
    return { isConditional: node.type === 'if_statement', body: this.value(object) };
  }

  value(node) {
    const value = { kind: node.type, line: line(node), text: node.type === 'string' ? textOf(node) : node.text, properties: null, items: null };
    if (node.type === 'object') {
      value.properties = {};
      for (const property of children(node).filter((child) => child.type === 'object_property' && child.namedChildren[0].type !== 'resource_declaration')) {
        const [key, item] = children(property);
        value.properties[key.type === 'string' ? textOf(key) : key.text] = this.value(item);
      }
    } else if (node.type === 'array') value.items = children(node).map((item) => this.value(item));
    else if (node.type === 'for_statement') value.items = [this.value(node.childForFieldName('body'))];
    return value;
  }

  /** Notes every name and function that an expression uses. */
  refer(node, resource = null) {
    switch (node.type) {
      case 'identifier':
        if (!this.names.includes(node.text)) this.summary.references.push({ name: node.text, line: line(node) });
        return;
      case 'resource_declaration': this.readResource(node, resource); return;
      case 'property_identifier': case 'type': return;
      case 'object_property': {
        const [key, ...rest] = children(node);
        if (key.type !== 'identifier') this.refer(key, resource);
        rest.forEach((child) => this.refer(child, resource));
        return;
      }
      case 'call_expression': {
        const called = node.childForFieldName('function');
        this.summary.calls.push({ name: called.text.split('.').at(-1), line: line(node) });
        if (called.type !== 'identifier') this.refer(called);
        this.refer(node.childForFieldName('arguments'));
        return;
      }
      case 'member_expression': {
        const output = /^(\w+)!?\.\??outputs\.\??(\w+)$/.exec(node.text);
        if (output) this.summary.outputsUsed.push({ module: output[1], name: output[2], line: line(node) });
        break;
      }
      case 'for_statement': {
        const parameters = first(node, 'for_loop_parameters');
        const loops = parameters ? children(parameters) : [node.childForFieldName('initializer')];
        this.referWithin(loops, children(node).slice(parameters ? 1 : loops.length), resource);
        return;
      }
      case 'lambda_expression': {
        const [parameters, body] = children(node);
        this.referWithin(parameters.type === 'identifier' ? [parameters] : children(parameters), [body], resource);
        return;
      }
      default: break;
    }
    children(node).forEach((child) => this.refer(child, resource));
  }

  /** Within a loop or a lambda, whose own names refer to nothing outside. */
  referWithin(own, nodes, resource) {
    const known = this.names.length;
    this.names.push(...own.map((name) => name.text));
    nodes.forEach((child) => this.refer(child, resource));
    this.names.length = known;
  }
}

(async () => {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
  console.log(JSON.stringify(process.argv.slice(2).map((file) => new Reading(file, parser).summary)));
})();
