/** IndexedDB without the library: what other pages and programs do to a database. */

function done<T>(request: IDBRequest<T>): Promise<T> {
	return new Promise((resolve, reject) => {
		request.onsuccess = () => resolve(request.result)
		request.onerror = () => reject(request.error)
	})
}

export async function deleteDatabase(name: string): Promise<void> {
	await done(indexedDB.deleteDatabase(name))
}

/** Opens a database of this name and version, and makes an object store in it. */
export function openRaw(name: string, version: number, objectStore = 'other'): Promise<IDBDatabase> {
	const request = indexedDB.open(name, version)
	request.onupgradeneeded = () => {
		const { objectStoreNames } = request.result
		if (!objectStoreNames.contains(objectStore)) request.result.createObjectStore(objectStore)
	}
	return done(request)
}
