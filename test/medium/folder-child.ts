/** A program on a folder that others use as well. Arguments: the folder, its name, how many units it sends, how many it waits for. Says how many came. */
import { folderMedium } from '../../src/medium/folder.js'

const [path = '', name = '', send = '0', expect = '0'] = process.argv.slice(2)
const medium = folderMedium(path, { name, poll: 20 })
const came = new Set<string>()
const all = new Promise<void>((resolve) => {
	void medium.start((unit, from) => {
		came.add(`${from ?? ''}: ${new TextDecoder().decode(unit)}`)
		if (came.size >= Number(expect)) resolve()
	})
})
for (let i = 0; i < Number(send); i++) await medium.send(new TextEncoder().encode(`unit ${i} of ${name}`))
await all
await medium.close()
for (const line of [...came].sort()) console.log(line)
