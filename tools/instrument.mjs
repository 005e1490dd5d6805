/** Puts a counter into every branch of a TypeScript file, so that the fuzzer sees which inputs reach something new (tools/fuzz.mjs). */

import ts from 'typescript'

/** @param {ts.Node | undefined} node */
function isLogical(node) {
	if (node === undefined || !ts.isBinaryExpression(node)) return false
	const { kind } = node.operatorToken
	return (
		kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionToken
	)
}

/**
 * The file as JavaScript. Each branch counts in a global array named `fuzzed`: function bodies, what follows if and else, loops, cases, catch, and the
 * parts of conditional and logical expressions that are not always evaluated.
 *
 * @param {string} text
 * @param {string} path
 * @param {() => number} nextBranch gives each branch its number
 * @returns {string}
 */
export function instrument(text, path, nextBranch) {
	/** @type {ts.TransformerFactory<ts.SourceFile>} */
	const transformer = (context) => {
		const { factory } = context
		const count = () =>
			factory.createPostfixIncrement(factory.createElementAccessExpression(factory.createIdentifier('fuzzed'), nextBranch()))
		/** @param {ts.Expression} expression */
		const counted = (expression) => factory.createParenthesizedExpression(factory.createComma(count(), expression))
		const statement = () => factory.createExpressionStatement(count())
		/** @param {ts.Block} block */
		const block = (block) => factory.updateBlock(block, [statement(), ...block.statements])
		/** @param {ts.Statement} body */
		const body = (body) => (ts.isBlock(body) ? block(body) : factory.createBlock([statement(), body], true))

		/** @param {ts.Node} old @returns {ts.Node} */
		const visit = (old) => {
			const node = ts.visitEachChild(old, visit, context)
			if (ts.isIfStatement(node)) {
				const { expression, thenStatement, elseStatement } = node
				return factory.updateIfStatement(node, expression, body(thenStatement), elseStatement && body(elseStatement))
			}
			if (ts.isForStatement(node))
				return factory.updateForStatement(node, node.initializer, node.condition, node.incrementor, body(node.statement))
			if (ts.isForOfStatement(node))
				return factory.updateForOfStatement(node, node.awaitModifier, node.initializer, node.expression, body(node.statement))
			if (ts.isWhileStatement(node)) return factory.updateWhileStatement(node, node.expression, body(node.statement))
			if (ts.isCaseClause(node)) return factory.updateCaseClause(node, node.expression, [statement(), ...node.statements])
			if (ts.isDefaultClause(node)) return factory.updateDefaultClause(node, [statement(), ...node.statements])
			if (ts.isCatchClause(node)) return factory.updateCatchClause(node, node.variableDeclaration, block(node.block))
			if (ts.isConditionalExpression(node)) {
				const { condition, questionToken, whenTrue, colonToken, whenFalse } = node
				return factory.updateConditionalExpression(node, condition, questionToken, counted(whenTrue), colonToken, counted(whenFalse))
			}
			if (ts.isBinaryExpression(node) && isLogical(node))
				return factory.updateBinaryExpression(node, node.left, node.operatorToken, counted(node.right))
			if (ts.isArrowFunction(node)) {
				const inside = ts.isBlock(node.body) ? block(node.body) : counted(node.body)
				const { modifiers, typeParameters, parameters, type, equalsGreaterThanToken } = node
				return factory.updateArrowFunction(node, modifiers, typeParameters, parameters, type, equalsGreaterThanToken, inside)
			}
			if (ts.isFunctionDeclaration(node) && node.body !== undefined) {
				const { modifiers, asteriskToken, name, typeParameters, parameters, type } = node
				return factory.updateFunctionDeclaration(node, modifiers, asteriskToken, name, typeParameters, parameters, type, block(node.body))
			}
			if (ts.isMethodDeclaration(node) && node.body !== undefined) {
				const { modifiers, asteriskToken, name, questionToken, typeParameters, parameters, type } = node
				return factory.updateMethodDeclaration(
					node,
					modifiers,
					asteriskToken,
					name,
					questionToken,
					typeParameters,
					parameters,
					type,
					block(node.body),
				)
			}
			return node
		}
		return (file) => /** @type {ts.SourceFile} */ (ts.visitNode(file, visit))
	}
	const { outputText } = ts.transpileModule(text, {
		fileName: path,
		transformers: { before: [transformer] },
		compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022, verbatimModuleSyntax: true },
	})
	return outputText
}
