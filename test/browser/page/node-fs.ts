/** Stands in a page for `node:fs`: the site holds the files that the tests of the vectors read. */

export function readFileSync(url: URL): string {
	const request = new XMLHttpRequest()
	request.open('GET', url.pathname, false)
	request.send()
	if (request.status !== 200) throw new Error(`the site does not hold ${url.pathname}`)
	return request.responseText
}
