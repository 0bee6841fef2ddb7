/**
 * ESLint's rule that what is spread has a bound. Lua hands a function some 8,000 values at most: `f(...list)` and
 * `[...list]` throw for a longer list, and what comes from the archive, from Valkey or a client has any length.
 */

/** The comment above a spread whose list is bounded, for what its type does not say. */
const BOUND = /Spread: at most (\d+|[A-Z][A-Z_\d]*)\b/;
const MOST = 4000;

/** Whether an expression itself shows that it is a short list. */
function isShort(node, scope) {
  if (node.type === "ArrayExpression") return true;
  if (node.type === "ConditionalExpression") return isShort(node.consequent, scope) && isShort(node.alternate, scope);
  if (node.type === "TSAsExpression") return isShort(node.expression, scope);
  if (node.type !== "Identifier") return false;
  for (let here = scope; here !== null; here = here.upper) {
    const definition = here.set.get(node.name)?.defs[0];
    if (definition === undefined) continue;
    if (definition.type === "Parameter") return false;
    // A constant of another file, as their names say.
    if (definition.type === "ImportBinding") return /^[A-Z][A-Z_\d]*$/.test(node.name);
    const { node: declared, parent } = definition;
    const isConstant = declared.type === "VariableDeclarator" && declared.id.type === "Identifier";
    return (
      isConstant &&
      parent.kind === "const" &&
      declared.init !== null &&
      isShort(declared.init, here) &&
      !grows(here, node.name)
    );
  }
  return false;
}

/** Whether something is added to a list after it was made. */
function grows(scope, name) {
  return scope.set.get(name).references.some(({ identifier }) => {
    const { parent } = identifier;
    return parent.type === "MemberExpression" && parent.object === identifier && parent.property.name !== "length";
  });
}

export const boundedSpread = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      spread:
        "A list of any length can't be spread in Lua: go through it, or say `Spread: at most N` (up to 4000) in a comment above.",
    },
  },
  create(context) {
    const source = context.sourceCode;
    const { program, esTreeNodeToTSNodeMap } = source.parserServices;
    const checker = program.getTypeChecker();
    function isTuple(node) {
      const type = checker.getTypeAtLocation(esTreeNodeToTSNodeMap.get(node));
      return checker.isTupleType(type) && !type.target.hasRestElement;
    }
    function isSaid(node) {
      let above = node;
      while (above !== undefined && above !== null) {
        for (const { value } of source.getCommentsBefore(above)) {
          const said = BOUND.exec(value)?.[1];
          if (said !== undefined) return !/^\d/.test(said) || Number(said) <= MOST;
        }
        if (above.parent?.type === "BlockStatement" || above.parent?.type === "Program") return false;
        above = above.parent;
      }
      return false;
    }
    return {
      SpreadElement(node) {
        if (node.parent.type === "ObjectExpression") return;
        const list = node.argument;
        if (isShort(list, source.getScope(node)) || isTuple(list) || isSaid(node)) return;
        context.report({ node, messageId: "spread" });
      },
    };
  },
};
