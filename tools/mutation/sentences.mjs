/**
 * A plugin for Stryker that leaves out the sentences of errors. They are for people and may change (src/errors.ts); tests look at codes, stages and fields.
 * A mutant is left out only where all that it changes is words: the sentence itself, what is put into it, and a constant that goes nowhere else. The code, the
 * field, and the condition under which an error is thrown stay in.
 */

/**
 * What is used here of the paths of Babel, which has no types of its own.
 *
 * @typedef {object} Node
 * @property {string} type
 * @property {string} [name]
 * @property {Node | null} [id]
 * @property {Node} [key]
 * @property {Node} [callee]
 * @property {Node} [property]
 */
/**
 * @typedef {object} NodePath
 * @property {Node} node
 * @property {NodePath | null} parentPath
 * @property {string | undefined} listKey
 * @property {string | number | null} key
 * @property {() => boolean} isExpression
 * @property {() => NodePath | null} getFunctionParent
 * @property {{ getBinding: (name: string) => { constant: boolean, referencePaths: NodePath[] } | undefined }} scope
 */

/** Which arguments of which function end up in a sentence. @type {ReadonlyMap<string, readonly number[]>} */
const ARGUMENTS = new Map([
	['BudkavleError', [1]],
	['fieldError', [2, 3]],
	['invalid', [1]],
	['invalidArgument', [0]],
	['#fault', [1]],
	['TypeError', [0]],
	['checkKeys', [0]],
	['notBytes', [0]],
])

/** @param {NodePath | null} path @returns {boolean} */
function isSentence(path) {
	const parent = path?.parentPath
	if (path === null || parent === null || parent === undefined) return false
	switch (parent.node.type) {
		case 'NewExpression':
		case 'CallExpression':
			return path.listKey === 'arguments' && (ARGUMENTS.get(calledBy(parent.node)) ?? []).includes(Number(path.key))
		case 'TemplateLiteral':
		case 'ConditionalExpression':
		case 'LogicalExpression':
			return isSentence(parent)
		case 'MemberExpression':
			return path.key === 'object' && isSentence(parent)
		case 'ObjectProperty':
			return path.key === 'value' && (parent.node.key?.name === 'charactersAre' || isSentence(parent.parentPath))
		case 'ArrayExpression':
			return path.key === 1 && path.node.type === 'StringLiteral' && isInRules(parent)
		case 'VariableDeclarator':
			return goesIntoSentences(parent)
		default:
			return false
	}
}

/** Whether all that reads a constant is a sentence. @param {NodePath} declarator */
function goesIntoSentences(declarator) {
	const binding = declarator.scope.getBinding(declarator.node.id?.name ?? '')
	return binding?.constant === true && binding.referencePaths.length > 0 && binding.referencePaths.every(isSentence)
}

/** Whether a pair is what a rule of src/message/rules.ts returns: a key, and the end of a sentence. @param {NodePath} path */
function isInRules(path) {
	return path.getFunctionParent()?.node.id?.name?.endsWith('Rules') === true
}

/** @param {Node} call @returns {string} */
function calledBy({ callee }) {
	return callee?.name ?? (callee?.property?.type === 'PrivateName' ? `#${callee.property.id?.name}` : '')
}

export const strykerPlugins = [
	{
		kind: 'Ignore',
		name: 'sentences',
		value: {
			/** @param {NodePath} path @returns {string | undefined} */
			shouldIgnore: (path) => (path.isExpression() && isSentence(path) ? 'the sentence of an error' : undefined),
		},
	},
]
