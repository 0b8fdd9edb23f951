import { type Lexicon, phrases, words } from './lexicon'

export const spanish: Lexicon = {
  language: 'es',
  stopwords: words(`
    de la que el en y a los del se las por un para con no una su al lo como más pero sus le ya o este sí porque esta entre
    cuando muy sin sobre también me hasta hay donde quien desde todo nos durante todos uno les ni contra otros ese eso ante
    ellos e esto mí antes algunos qué unos yo otro otras otra él tanto esa estos mucho quienes nada muchos cual poco ella
    estar estas algunas algo nosotros mi mis tú te ti tu tus ellas es soy eres somos son era eran fue fueron ser sido ha he
    han hemos había tiene tengo tienen tener hace hacer hago va voy van vamos ir puede puedo pueden poder dice decir bueno
    pues así entonces cosa cosas vez veces año años día días gente ahora aquí allí bien creo sabes digo mira claro está`),
  numbers: words(`cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce quince veinte treinta cuarenta
    cincuenta cien ciento mil millón millones medio`),
  cues: {
    ask: phrases(`qué|por qué|cómo|quién|dónde|cuándo|cuál|cuánto|has|sabes|crees`),
    story: phrases(
      `cuando era|cuando tenía|un día|una noche|una vez|hace años|hace # años|recuerdo|me acuerdo|conocí a`,
    ),
    turn: phrases(`de repente|pero entonces|hasta que|y entonces|resulta que|resultó que|me di cuenta`),
    contrast: phrases(
      `al contrario|en realidad|en vez de|no es|todo el mundo piensa|la gente piensa|sin embargo|aunque`,
    ),
    list: phrases(`# cosas|# razones|# maneras|# reglas|# pasos|# errores|# lecciones|# claves`),
    enumerator: phrases(`primero|segundo|tercero|cuarto|por último|finalmente|en primer lugar|en segundo lugar`),
    you: phrases(`tú|te|tu|tus|usted|ustedes|vosotros`),
    superlative: phrases(
      `el más|la más|lo más|el mejor|la mejor|el peor|la peor|el único|la única|del mundo|de mi vida`,
    ),
    claim: phrases(`nunca|siempre|nadie|nada|todo|la verdad es|el problema es|hay que|tienes que|imposible|la clave`),
    curiosity: phrases(`el secreto|la razón|imagina|sabías que|y si|nadie te cuenta|te voy a contar|por esto`),
    emotion: phrases(`amor|odio|miedo|llorar|lloré|lágrimas|risa|feliz|triste|rabia|vergüenza|orgullo|dolor|increíble
      horrible|terrible|muerte|murió|locura|guerra|fracaso|sueño|esperanza|maravilloso|pánico`),
    payoff: phrases(
      `por eso|al final|la lección|aprendí que|lo que aprendí|eso significa|la conclusión|desde entonces|así que|ese fue`,
    ),
    filler: phrases(`eh|este|o sea|bueno pues|digamos|em`),
    housekeeping: phrases(
      `bienvenidos|suscríbete|patrocinador|gracias por venir|muchas gracias|enlace en la descripción|código de descuento`,
    ),
  },
  edges: {
    leansOnContext: phrases(
      `porque|como dije|como decía|por eso|y por eso|y entonces|entonces|o sea|por ejemplo|lo cual|es decir`,
    ),
    joinsOn: phrases(`y|pero|así que|además|también|sin embargo|aunque|segundo|tercero|por último`),
    respondsTo: phrases(`sí|no|claro|exacto|vale|bueno|gracias|de acuerdo|efectivamente`),
    throatClearing: phrases(`eh|pues|bueno|mira|a ver`),
    pronoun: phrases(`él|ella|ellos|ellas|eso|esto|ese|esa|lo`),
    promisesMore: phrases(`por ejemplo|te cuento|os cuento|te explico|# cosas|# razones|lo siguiente|como por ejemplo`),
    openWord: phrases(`y|o|pero|porque|que|de|la|el|los|las|un|una|con|para|en|a|por|su|mi|muy|si|cuando`),
  },
  suffixes: words(`amente aciones ación adores ador ando iendo ados adas ado ada idos idas ido ida mente es as os s`),
  elisions: [],
}
