/**
 * Checks what users will install, as they will get it. It needs a build.
 *
 * 1. Every subpath of `exports`, the program and every entry of `files` is in the packed tarball, and nothing from src, test or tools is.
 * 2. publint and "are the types wrong" find nothing.
 * 3. The tarball installs into an empty folder without the optional peers. There every subpath can be imported and required, its types compile
 *    without skipLibCheck and without Node's types (NodeNext and bundler resolution), and the program runs and tells the version of package.json.
 * 4. package-lock.json names no registry.
 */

import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { readPackageJson, subpaths } from './package-json.mjs'
import { finish, ROOT } from './report.mjs'

/** @type {string[]} */
const problems = []
/** @type {string[]} */
const summary = []
const manifest = readPackageJson()

/**
 * What a command prints; a failure becomes a problem and `undefined`.
 *
 * @param {string} title
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} cwd
 */
function run(title, command, args, cwd) {
	try {
		return execFileSync(command, args, {
			cwd,
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'pipe'],
			timeout: 300_000,
			env: { ...process.env, NODE_NO_WARNINGS: '1', FORCE_COLOR: '0' },
		})
	} catch (error) {
		const { stdout = '', stderr = '', message } = /** @type {Error & { stdout?: string, stderr?: string }} */ (error)
		problems.push(`${title}: ${`${stdout}\n${stderr}`.trim() || message}`)
		return undefined
	}
}

function checkBuilt() {
	for (const { name, types, file } of subpaths())
		for (const path of [types, file])
			if (!existsSync(join(ROOT, path)))
				problems.push(`${path} is missing, which ${name} leads to: run "npm run build" first, or write its source`)
	for (const path of [...Object.values(manifest.bin), ...manifest.files])
		if (!existsSync(join(ROOT, path))) problems.push(`${path} is missing, which package.json names`)
}

function checkLockfile() {
	const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'))
	const named = Object.keys(lock.packages).filter((path) => lock.packages[path].resolved !== undefined)
	if (named.length > 0) {
		const first = named.slice(0, 3).join(', ')
		problems.push(
			`package-lock.json says for ${named.length} packages (${first} ...) where they were downloaded: install with omit-lockfile-registry-resolved, as .npmrc sets it`,
		)
	}
}

/** @param {string} folder */
function pack(folder) {
	const said = run('npm pack', 'npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], ROOT)
	if (said === undefined) return undefined
	const answer = JSON.parse(said.slice(said.indexOf('[')))
	const packed = Array.isArray(answer) ? answer[0] : answer
	/** @type {Set<string>} */
	const paths = new Set(packed.files.map((/** @type {{ path: string }} */ file) => file.path))
	const wanted = [...subpaths().flatMap(({ types, file }) => [types, file]), ...Object.values(manifest.bin), 'package.json']
	for (const path of wanted) if (!paths.has(path)) problems.push(`${path} is not in the packed tarball`)
	for (const path of paths) {
		const known = path === 'package.json' || manifest.files.some((entry) => path === entry || path.startsWith(`${entry}/`))
		if (!known || /\.(?:map|tsbuildinfo)$/.test(path)) problems.push(`${path} is in the packed tarball and should not be`)
	}
	summary.push(`${paths.size} files, ${Math.round(packed.size / 1024)} KiB packed`)
	return join(folder, packed.filename)
}

/** @param {string} tarball */
async function checkMetadata(tarball) {
	const { messages } = await publint({ pkgDir: ROOT, strict: true })
	for (const message of messages) problems.push(`publint: ${formatMessage(message, manifest, { color: false })}`)
	run(
		'attw',
		process.execPath,
		[join(ROOT, 'node_modules/@arethetypeswrong/cli/dist/index.js'), tarball, '--profile', 'esm-only', '--no-emoji', '--no-color'],
		ROOT,
	)
}

/** @param {string} folder @param {string} tarball */
function checkInstalled(folder, tarball) {
	writeFileSync(join(folder, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }\n')
	if (
		run('npm install', 'npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', tarball], folder) === undefined
	)
		return
	for (const peer of Object.keys(manifest.peerDependencies ?? {}))
		if (existsSync(join(folder, 'node_modules', peer))) problems.push(`the optional peer ${peer} was installed without being asked for`)

	const names = subpaths().map(({ name }) => name)
	for (const name of names) {
		run(
			`import of ${name}`,
			process.execPath,
			['--input-type=module', '-e', `if (Object.keys(await import('${name}')).length === 0) throw new Error('exports nothing')`],
			folder,
		)
		run(
			`require of ${name}`,
			process.execPath,
			['--input-type=commonjs', '-e', `if (Object.keys(require('${name}')).length === 0) throw new Error('exports nothing')`],
			folder,
		)
	}

	writeFileSync(
		join(folder, 'consumer.ts'),
		`${names.map((name, index) => `import * as part${index} from '${name}'`).join('\n')}\nexport const all: unknown[] = [${names.map((_, index) => `part${index}`).join(', ')}]\n`,
	)
	for (const [module, moduleResolution] of [
		['nodenext', 'nodenext'],
		['esnext', 'bundler'],
	]) {
		const compilerOptions = {
			noEmit: true,
			strict: true,
			skipLibCheck: false,
			types: [],
			target: 'es2022',
			lib: ['es2023', 'dom', 'dom.iterable', 'dom.asynciterable'],
			module,
			moduleResolution,
		}
		writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['consumer.ts'] }))
		run(
			`types with ${moduleResolution} resolution`,
			process.execPath,
			[join(ROOT, 'node_modules/typescript/bin/tsc'), '--pretty', 'false', '-p', folder],
			folder,
		)
	}

	for (const program of Object.keys(manifest.bin)) {
		const version = run(`${program} --version`, join(folder, 'node_modules/.bin', program), ['--version'], folder)?.trim()
		if (version !== undefined && version !== manifest.version)
			problems.push(`${program} --version says "${version}", and package.json ${manifest.version}`)
		run(`${program} --help`, join(folder, 'node_modules/.bin', program), ['--help'], folder)
	}
	const others = readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.') && name !== manifest.name)
	summary.push(`${names.length} subpaths imported and required, beside ${others.join(', ')}`)
}

checkBuilt()
checkLockfile()
if (problems.length === 0) {
	const folder = mkdtempSync(join(tmpdir(), 'budkavle-package-'))
	try {
		const tarball = pack(folder)
		if (tarball !== undefined) {
			await checkMetadata(tarball)
			checkInstalled(folder, tarball)
		}
	} finally {
		rmSync(folder, { recursive: true, force: true })
	}
}
finish('check:package', problems, summary.join('; '))
