import ts from 'typescript';
import { productionSources, textOf } from './source-files.js';

/** The code of an error where it is made; null where the source does not tell it. */
export interface MadeError {
  readonly path: string;
  readonly code: string | null;
}

const CODE = /^[a-z]+(-[a-z]+)*\/[a-z]+(-[a-z]+)*$/;

/** Every DomainError of apps and libs, its own kinds included, and every code that SQL writes into `error_code`. */
export function madeErrors(): MadeError[] {
  return productionSources().flatMap((path) => {
    const made: MadeError[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isNewExpression(node) && node.expression.getText() === 'DomainError') {
        const codes = textsOf(node.arguments?.[0]).filter((text) => CODE.test(text));
        made.push(...(codes.length === 0 ? [null] : codes).map((code) => ({ path, code })));
      } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword) {
        made.push(...textsOf(node.arguments[0]).filter((text) => CODE.test(text)).map((code) => ({ path, code })));
      } else if (ts.isTemplateLiteral(node)) {
        made.push(...[...node.getText().matchAll(/error_code = '([^']+)'/g)].map(([, code]) => ({ path, code: code! })));
      }
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(path, textOf(path), ts.ScriptTarget.ES2023, true));
    return made;
  });
}

/** Every text that an expression may stand for: both ends of a choice, the last resort of a `??`. */
function textsOf(expression: ts.Expression | undefined): string[] {
  if (expression === undefined) return [];
  if (ts.isStringLiteral(expression)) return [expression.text];
  if (ts.isConditionalExpression(expression)) return [...textsOf(expression.whenTrue), ...textsOf(expression.whenFalse)];
  return ts.isBinaryExpression(expression) ? textsOf(expression.right) : [];
}
