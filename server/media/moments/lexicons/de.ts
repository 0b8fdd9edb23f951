import { type Lexicon, phrases, words } from './lexicon'

export const german: Lexicon = {
  language: 'de',
  stopwords: words(`
    der die das und in zu den ist nicht von sie es mit sich auf für ich dem des ein eine einen einem einer im auch als an
    werden aus er hat dass daß wir so bei oder nur noch um am war wenn wie über nach schon man mehr durch kann sein was
    haben hatte sind ihr ihre ihren seine seiner mein meine dein deine unser euch uns mir mich dir dich ihm ihn aber dann
    denn weil da hier dort jetzt heute immer nie sehr ganz viel viele alle alles etwas nichts jemand ja nein doch mal
    eigentlich halt eben also bin bist waren wurde würde wird könnte können muss müssen soll will wollen machen macht
    gemacht gehen geht sagen sagt gesagt gibt gab kommen kommt diese dieser dieses diesen jede jeder jedes sache sachen
    ding dinge mal jahr jahre tag tage leute vor bis ohne gegen unter zwischen ob wo wer warum weshalb wieder gut genau`),
  numbers: words(`null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf fünfzehn zwanzig dreißig vierzig
    fünfzig hundert tausend million millionen milliarde milliarden halb prozent`),
  cues: {
    ask: phrases(`was|warum|wie|wer|wo|wann|welche|welcher|wieso|hast du|weißt du|glaubst du|kann man|ist das`),
    story: phrases(
      `als ich|eines tages|eines nachts|einmal|vor # jahren|ich erinnere mich|damals|ich habe einen|ich traf`,
    ),
    turn: phrases(`plötzlich|auf einmal|aber dann|bis ich|da wurde mir|es stellte sich heraus|und dann kam`),
    contrast: phrases(
      `im gegenteil|in wirklichkeit|anstatt|nicht weil|alle denken|die meisten denken|trotzdem|obwohl|sondern`,
    ),
    list: phrases(`# dinge|# gründe|# regeln|# schritte|# fehler|# punkte|# tipps|# fragen`),
    enumerator: phrases(
      `erstens|zweitens|drittens|viertens|zuerst|schließlich|zum schluss|der erste|der zweite|der dritte|punkt #`,
    ),
    you: phrases(`du|dir|dich|dein|deine|sie müssen|ihr|euch`),
    superlative: phrases(
      `der größte|die größte|das größte|der beste|die beste|das beste|der schlimmste|das wichtigste|der einzige|der welt|meines lebens`,
    ),
    claim: phrases(
      `nie|niemals|immer|niemand|nichts|alles|die wahrheit|das problem|man muss|du musst|unmöglich|der schlüssel`,
    ),
    curiosity: phrases(
      `das geheimnis|der grund|stell dir vor|stellen sie sich vor|wusstest du|was wäre wenn|niemand sagt`,
    ),
    emotion:
      phrases(`liebe|hass|angst|weinen|geweint|tränen|lachen|glücklich|traurig|wut|scham|stolz|schmerz|unglaublich|schrecklich
      furchtbar|tod|gestorben|verrückt|krieg|scheitern|traum|hoffnung|wunderbar|panik`),
    payoff: phrases(
      `deshalb|darum|deswegen|am ende|die lehre|ich habe gelernt|das bedeutet|das heißt|seitdem|genau das|das ist der grund`,
    ),
    filler: phrases(`äh|ähm|halt|sozusagen|quasi|irgendwie`),
    housekeeping: phrases(`willkommen|abonniert|sponsor|danke dass|vielen dank|link in der beschreibung|rabattcode`),
  },
  edges: {
    leansOnContext: phrases(
      `weil|wie gesagt|wie ich schon|deshalb|deswegen|darum|und dann|dann|zum beispiel|das heißt|sonst|denn`,
    ),
    joinsOn: phrases(`und|aber|also|auch|außerdem|trotzdem|jedoch|zweitens|drittens|oder`),
    respondsTo: phrases(`ja|nein|genau|stimmt|okay|richtig|danke|klar|natürlich|absolut`),
    throatClearing: phrases(`äh|ähm|naja|na ja|tja`),
    pronoun: phrases(`er|sie|es|das|dies|dieser|diese|ihm|ihr`),
    pronounThatStands: phrases(`es gibt|es ist schwer|es ist wichtig|es war einmal|das wichtigste|das problem`),
    promisesMore: phrases(`zum beispiel|ich erkläre|folgendes|# dinge|# gründe|und zwar|nämlich so`),
    openWord: phrases(`und|oder|aber|weil|dass|der|die|das|den|dem|ein|eine|mit|für|in|zu|von|mein|sehr|wenn|ob`),
  },
  suffixes: words(`ungen ung heiten heit keiten keit lichen liche lich ern em en er es e s n`),
  elisions: [],
}
