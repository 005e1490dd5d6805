/** Prints the name of every warning that the process gives: one is given on purpose while the binding is loaded. */
import { nodeDriver } from '../../src/store/sqlite-driver-node.js'

process.removeAllListeners('warning')
process.on('warning', ({ name }) => console.log(name))
const { getBuiltinModule } = process
process.getBuiltinModule = ((id: string) => {
	process.emitWarning('This one is for everybody.', 'DeprecationWarning')
	return getBuiltinModule(id)
}) as typeof getBuiltinModule
nodeDriver()
