// Reads Bicep files with the grammar tree-sitter-bicep and prints, as JSON, what is declared, given and referred to in each:
// node bicep.cjs FILE…
const { Parser, Language } = require('web-tree-sitter');
const fs = require('fs');

const grammar = require.resolve('tree-sitter-bicep/tree-sitter-bicep.wasm');
const children = (node) => node.namedChildren.filter((child) => child && !/comment$/.test(child.type));
const line = (node) => node.startPosition.row + 1;
const first = (node, type) => children(node).find((child) => child.type === type);
const named = (node) => ({ name: first(node, 'identifier').text, line: line(node) });
const textOf = (string) => string.text.replace(/^'{3}\r?\n?|^'|'{3}$|'$/g, '');

/** What is written in a file, or what cannot be read in it. */
class Reading {
  constructor(file, parser) {
    // The grammar is older than parameter files: there `param name = value` declares no type, just as a variable does.
    this.isParameters = file.endsWith('.bicepparam');
    const source = fs.readFileSync(file, 'utf8');
    const root = parser.parse(this.isParameters ? source.replace(/^param(?=\s+\w+\s*=)/gm, 'var  ') : source).rootNode;
    this.own = [];
    this.lists = {};
    this.summary = {
      path: file, using: null, faults: [], parameters: [], variables: [], resources: [], modules: [], outputs: [],
      references: [], calls: [], outputsUsed: [], members: [],
    };
    this.findFaults(root);
    if (!this.summary.faults.length) this.readStatements(root);
  }

  fault(node, text) {
    this.summary.faults.push(`line ${line(node)}: ${text}`);
  }

  findFaults(node) {
    if (node.isError || node.isMissing) this.fault(node, node.text.split('\n')[0] || 'something is missing');
    else node.children.forEach((child) => this.findFaults(child));
    if (node.type === 'object' || node.type === 'array') this.findMissingCommas(node);
    if (node.type === 'parameter_declaration' && this.isParameters) this.fault(node, 'a parameter is given no value');
  }

  /** To the grammar a line's end is a blank; to Bicep it parts items as a comma does. */
  findMissingCommas(node) {
    const items = node.children.filter((child) => !/comment$|decorators/.test(child.type));
    items.slice(1).forEach((item, i) => {
      const before = items[i];
      if (before.isNamed && item.isNamed && before.endPosition.row === item.startPosition.row && !isCall(before, item)) {
        this.fault(item, `no comma before ${item.text.split('\n')[0]}`);
      }
    });
  }

  readStatements(root) {
    let decorators = [];
    for (const node of children(root)) {
      if (node.type === 'decorators') {
        decorators = children(node).map((decorator) => children(decorator)[0]);
        decorators.forEach((call) => this.refer(first(call, 'arguments')));
      } else {
        this.readStatement(node, decorators);
        decorators = [];
      }
    }
  }

  readStatement(node, decorators) {
    const value = children(node).at(-1);
    switch (node.type) {
      case 'using_statement': this.summary.using = textOf(first(node, 'string')); return;
      case 'resource_declaration': this.readResource(node, null); return;
      case 'parameter_declaration': this.readParameter(node, value, decorators); return;
      case 'module_declaration':
        this.summary.modules.push({ ...named(node), path: textOf(first(node, 'string')), ...body(value) });
        break;
      case 'variable_declaration': this.summary.variables.push({ ...named(node), value: valueOf(value) }); break;
      case 'output_declaration': this.summary.outputs.push({ ...named(node), value: valueOf(value) }); break;
      default: break;
    }
    this.refer(value);
  }

  readParameter(node, value, decorators) {
    const hasDefault = value.type !== 'type';
    this.summary.parameters.push({
      ...named(node), type: first(node, 'type').text, hasDefault, value: hasDefault ? valueOf(value) : null,
      decorators: decorators.map((call) => ({
        name: call.childForFieldName('function').text, arguments: children(first(call, 'arguments')).map(valueOf),
      })),
    });
    if (hasDefault) this.refer(value);
  }

  readResource(node, outer) {
    const [type, version = outer?.version] = textOf(first(node, 'string')).split('@');
    const value = children(node).at(-1);
    const resource = {
      ...named(node), type: outer ? `${outer.type}/${type}` : type, version,
      isExisting: node.children.some((child) => child.type === 'existing'), isNested: outer !== null, ...body(value),
    };
    this.summary.resources.push(resource);
    this.refer(value, resource);
  }

  /** Notes every name and function that an expression uses. */
  refer(node, resource = null) {
    switch (node.type) {
      case 'identifier':
        if (!this.own.includes(node.text)) this.summary.references.push({ name: node.text, line: line(node) });
        return;
      case 'resource_declaration': this.readResource(node, resource); return;
      case 'property_identifier': case 'type': return;
      case 'object_property': {
        const [key, ...rest] = children(node);
        if (key.type !== 'identifier') this.refer(key, resource);
        rest.forEach((child) => this.refer(child, resource));
        return;
      }
      case 'array': this.referItems(children(node), resource); return;
      case 'call_expression': this.referCall(node.childForFieldName('function'), node.childForFieldName('arguments')); return;
      case 'for_statement': {
        const parameters = first(node, 'for_loop_parameters');
        const own = parameters ? children(parameters) : [node.childForFieldName('initializer')];
        this.lists[own[0].text] = children(node)[1].text;
        this.referWithin(own, children(node).slice(1), resource);
        return;
      }
      case 'lambda_expression': {
        const [parameters, result] = children(node);
        this.referWithin(parameters.type === 'identifier' ? [parameters] : children(parameters), [result], resource);
        return;
      }
      case 'member_expression': this.referOutput(node); this.referMember(node); break;
      default: break;
    }
    children(node).forEach((child) => this.refer(child, resource));
  }

  referItems(items, resource) {
    items.forEach((item, i) => {
      if (items[i + 1] && isCall(item, items[i + 1])) this.referCall(item, items[i + 1]);
      else if (!i || !isCall(items[i - 1], item)) this.refer(item, resource);
    });
  }

  referCall(called, given) {
    this.summary.calls.push({ name: called.text.split('.').at(-1), line: line(called) });
    if (called.type !== 'identifier') this.refer(called);
    this.refer(given);
  }

  referOutput(node) {
    const output = /^(\w+)!?\.\??outputs\.\??(\w+)$/.exec(node.text);
    if (output) this.summary.outputsUsed.push({ module: output[1], name: output[2], line: line(node) });
  }

  /** A loop's own name stands for each item of its list. */
  referMember(node) {
    const [owner, name] = children(node);
    if (owner.type !== 'identifier' || name?.type !== 'property_identifier') return;
    const of = this.own.includes(owner.text) ? this.lists[owner.text] : owner.text;
    this.summary.members.push({ of: of ?? '', name: name.text, line: line(node) });
  }

  /** Within a loop or a lambda, whose own names refer to nothing outside. */
  referWithin(own, nodes, resource) {
    const known = this.own.length;
    this.own.push(...own.map((name) => name.text));
    nodes.filter((node) => node.type !== 'for_loop_parameters').forEach((node) => this.refer(node, resource));
    this.own.length = known;
  }
}

/** In an array the grammar takes a call for two items: its name, and what it is given. */
function isCall(item, next) {
  return item.type === 'identifier' && next.type === 'parenthesized_expression' && item.endIndex === next.startIndex;
}

/** A body without its loop or condition. */
function body(node) {
  const isConditional = node.type === 'if_statement';
  const object = isConditional ? first(node, 'object') : node.type === 'for_statement' ? node.childForFieldName('body') : node;
  return { isConditional, body: valueOf(object) };
}

function valueOf(node) {
  const text = node.type === 'string' ? textOf(node) : node.text;
  const value = { kind: node.type, line: line(node), text, properties: null, items: null };
  if (node.type === 'object') value.properties = Object.fromEntries(children(node).filter(isValue).map(property));
  else if (node.type === 'array') value.items = children(node).map(valueOf);
  else if (node.type === 'for_statement') value.items = [valueOf(node.childForFieldName('body'))];
  return value;
}

function isValue(node) {
  return node.type === 'object_property' && children(node)[0].type !== 'resource_declaration';
}

function property(node) {
  const [key, item] = children(node);
  return [key.type === 'string' ? textOf(key) : key.text, valueOf(item)];
}

(async () => {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
  console.log(JSON.stringify(process.argv.slice(2).map((file) => new Reading(file, parser).summary)));
})();
