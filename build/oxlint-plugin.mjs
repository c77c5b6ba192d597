/**
 * Lint rules of our own, for what oxlint's cannot say. test/boundaries proves that each one bites.
 * @typedef {{ readonly type: string, readonly name?: string, readonly callee: SyntaxNode, readonly expression: SyntaxNode, readonly arguments: readonly SyntaxNode[] }} SyntaxNode
 * @typedef {{ readonly create: (context: { readonly report: (finding: { readonly node: SyntaxNode, readonly message: string }) => void }) => Readonly<Record<string, (node: SyntaxNode) => void>> }} Rule
 */

/**
 * `new Date()` reads the computer's clock; `new Date(text)` only parses.
 * @type {Rule}
 */
const noAmbientTime = {
  create(context) {
    return {
      NewExpression(node) {
        if (node.callee.type !== 'Identifier' || node.callee.name !== 'Date' || node.arguments.length > 0) return;
        context.report({ node, message: 'Time comes in through the Clock port: ask clock.now(), so that tests and simulated months need no waiting.' });
      },
    };
  },
};

/**
 * `value as unknown as Other` switches the type checker off.
 * @type {Rule}
 */
const noDoubleAssertion = {
  create(context) {
    return {
      TSAsExpression(node) {
        if (node.expression.type !== 'TSAsExpression') return;
        context.report({ node, message: 'Two assertions in a row switch the type checker off. Parse the value (zod, or a type guard), or give it its type where it is made.' });
      },
    };
  },
};

export default { meta: { name: 'holdfast' }, rules: { 'no-ambient-time': noAmbientTime, 'no-double-assertion': noDoubleAssertion } };
