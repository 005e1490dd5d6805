/** One log of one author as text: two messages have the same one exactly if they belong to one log. */
export const logName = ({ author, log }: { readonly author: string; readonly log: number }): string => `${author}/${log}`
