/** Words for texts that look like what neighbours write, in Swedish and English. Made for this purpose; the most frequent ones of each language come first. */

const SWEDISH_COMMON =
	'och att det i en är på som av för med inte den till har de ett om var jag vi men så kan från man när nu där ska då eller finns bara efter upp ut över här mycket alla kommer in skulle hade sig varit vid än mot ingen något någon under hos själv redan kanske också blir ner sedan aldrig alltid åt gör tog får måste vill tror vet såg hörde ' +
	'igen tills utan mellan bra dåligt stor liten gammal ny varje andra första sista'

const ENGLISH_COMMON =
	'the of and to a in is it that was for on are with as at be this have from or had by not but what all were when we there can an your which their said if do will each about how up out them then she many some so these would other into has more two like him see time could no make than first been its who now people my made over did down ' +
	'only way find use may water long little very after words called just where most know get through back much before go good new write our used me man too any day same right look think also around another came come work three must because does part even place well such here take why things help put years different away again off'

const SWEDISH_STEMS =
	'brunn vatten väg bro hus gård skog åker äng bäck sjö damm pump slang rör tank filter prov laboratorium kommun granne by buss tåg hållplats skola lärare barn förälder dagis affär bageri bröd mjölk ägg potatis morot kål äpple päron bär svamp kantarell älg rådjur vildsvin räv varg björn lodjur get får ko häst höns hund katt bi kupa honung ' +
	'staket grind stolpe lina kabel ström elverk generator batteri lampa panel solcell vindkraft panna ved spis skorsten sotare brand brandkår slangvagn släckare larm telefon mast radio sändare mottagare antenn nät server dator skärm möte protokoll styrelse ordförande kassör stadga årsmöte medlem avgift kvitto budget lån bank kyrka präst kör sång fest midsommar jul ' +
	'påsk loppis auktion verkstad snickare rörmokare elektriker svets hammare spik skruv borr såg yxa kniv spade kratta lie traktor släp däck motor olja diesel bensin cykel moped bil parkering skylt vägarbete grus asfalt tjäle is snö plog halka dimma storm regn åska torka översvämning läcka spricka mögel röta fukt isolering fönster dörr tak tegel plåt panel färg ' +
	'doktor sjuksköterska apotek medicin vaccin feber hosta sår bett fästing allergi hjärta rygg knä syn tand recept intyg bibliotek bok tidning artikel karta arkiv foto museum grav minnessten historia'

const ENGLISH_STEMS =
	'well water road bridge house farm forest field meadow brook lake pond pump hose pipe tank filter sample laboratory council neighbour village bus train stop school teacher child parent nursery shop bakery bread milk egg potato carrot cabbage apple pear berry mushroom deer boar fox wolf bear sheep cow horse hen dog cat bee hive honey fence gate post wire cable power ' +
	'generator battery lamp panel turbine boiler stove chimney fire brigade alarm telephone mast radio antenna network server computer screen meeting minute board chair treasurer rule member fee receipt budget loan bank church choir song feast market auction workshop carpenter plumber electrician hammer nail screw drill saw axe knife spade rake tractor trailer tyre engine oil ' +
	'diesel bicycle car sign gravel frost ice snow plough fog storm rain thunder drought flood leak crack mould damp insulation window door roof tile paint doctor nurse pharmacy medicine vaccine fever cough wound bite tick allergy heart back knee tooth library book newspaper article map archive photo museum grave history'

const SWEDISH_VERBS =
	'mät kok byt lag tät rens stäng öppn hämt lämn skriv läs ring svar fråg vänt vänd hitt tapp flytt bygg riv mål gräv plant skörd slakt mat mjölk klipp hugg eld släck värm kyl tvätt städ lån köp sälj betal räkn teckn kontroller rapporter bekräft bestrid anmäl varn hjälp vis lär känn minns glöm'

const ENGLISH_VERBS =
	'measur boil chang repair seal clean clos open fetch leav call answer ask turn lift mov build paint plant harvest feed cut burn heat cool wash lend order pay count sign check report confirm disput warn help show learn remember expect notic inspect replac connect test collect carr'

const NAMES =
	'Anna Erik Lars Karin Nils Ingrid Sven Maja Olle Greta Hagby Norrby Sunnanå Österäng Kvarnholm Lillsjön Storgatan Bygdegården Ekbacken Tallmon'

function forms(stems: string, endings: readonly string[]): string[] {
	return stems.split(' ').flatMap((stem) => endings.map((ending) => stem + ending))
}

/** Puts the lists together, one word of each in turn, so that all of them have frequent and rare ones. */
function interleave(...lists: readonly (readonly string[])[]): string[] {
	const woven: string[] = []
	const longest = Math.max(...lists.map((list) => list.length))
	for (let i = 0; i < longest; i++) for (const list of lists) if (list[i] !== undefined) woven.push(list[i] as string)
	return woven
}

/** Strides through a list, so that forms of one stem do not stand side by side. The stride and the length have no common factor. */
function spread(words: readonly string[]): string[] {
	let stride = 37
	while (words.length % stride === 0) stride += 2
	return words.map((_, i) => words[(i * stride) % words.length] as string)
}

/** The most frequent word first. */
export const SWEDISH: readonly string[] = [
	...SWEDISH_COMMON.split(' '),
	...interleave(
		spread(forms(SWEDISH_STEMS, ['', 'en', 'ar', 's', 'arna'])),
		spread(forms(SWEDISH_VERBS, ['a', 'ar', 'ade', 'at', 'as'])),
		NAMES.split(' '),
	),
]

/** The most frequent word first. */
export const ENGLISH: readonly string[] = [
	...ENGLISH_COMMON.split(' '),
	...interleave(spread(forms(ENGLISH_STEMS, ['', 's'])), spread(forms(ENGLISH_VERBS, ['e', 'ed', 'ing', 'es'])), NAMES.split(' ')),
]
