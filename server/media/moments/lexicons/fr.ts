import { type Lexicon, phrases, words } from './lexicon'

export const french: Lexicon = {
  language: 'fr',
  stopwords: words(`
    de la le les et à un une des en du que qui est pas ne pour dans ce il au sur se plus par je avec tout faire son mais
    ou si leur y on dire elle nous vous ils elles me te lui mon ma mes ton ta tes sa ses notre votre nos vos cette ces cet
    ça c'est c'était j'ai j'avais il y a qu'on qu'il qu'elle d'un d'une l'on n'est n'a s'est a ai as ont avons avez était
    étaient être été suis es sommes êtes sont avoir avait fait fais font va vais vont aller peut peux peuvent pouvoir dit
    très bien aussi alors donc comme quand où dont même autre autres chose choses fois an ans jour jours gens ici là voilà
    quoi parce puis sans sous entre vers chez encore toujours jamais rien peu beaucoup trop moins tous toute toutes euh ben
    bon oui non enfin juste vraiment effectivement évidemment quelque quelques avant après depuis pendant cela celui celle`),
  numbers:
    words(`zéro un deux trois quatre cinq six sept huit neuf dix onze douze quinze vingt trente quarante cinquante
    soixante cent mille million millions milliard moitié`),
  cues: {
    ask: phrases(
      `pourquoi|comment|qui|quoi|où|quand est-ce|est-ce que|est-ce qu'on|qu'est-ce que|qu'est-ce qu'on|combien|quel|quelle`,
    ),
    story: phrases(
      `quand j'étais|un jour|une nuit|une fois|il y a # ans|je me souviens|je me rappelle|à l'époque|j'ai rencontré`,
    ),
    turn: phrases(`tout à coup|soudain|et là|jusqu'au jour|il s'avère|en fait|je me suis rendu compte|et puis un jour`),
    contrast: phrases(
      `au contraire|en réalité|au lieu de|ce n'est pas|c'est pas|tout le monde pense|les gens pensent|pourtant|alors que`,
    ),
    list: phrases(`# choses|# raisons|# façons|# règles|# étapes|# erreurs|# leçons|# points`),
    enumerator: phrases(
      `premièrement|deuxièmement|troisièmement|d'abord|ensuite|enfin|le premier|le deuxième|le troisième`,
    ),
    you: phrases(`tu|toi|vous|votre|vos|ton|tes`),
    superlative: phrases(
      `le plus|la plus|les plus|le meilleur|la meilleure|le pire|la pire|le seul|la seule|du monde|de ma vie`,
    ),
    claim: phrases(`jamais|toujours|personne|rien|la vérité|le problème|il faut|impossible|la clé|tout le monde`),
    curiosity: phrases(`le secret|la raison|imaginez|imagine|et si|saviez-vous|voilà pourquoi|personne ne vous dit`),
    emotion:
      phrases(`amour|aime|haine|peur|pleurer|pleuré|larmes|rire|heureux|triste|colère|honte|fier|douleur|incroyable|horrible
      terrible|mort|folie|guerre|échec|rêve|espoir|magnifique|panique|ennui|choc`),
    payoff: phrases(
      `c'est pour ça|c'est pourquoi|au final|finalement|la leçon|j'ai appris|ce que ça veut dire|la conclusion|depuis ce jour|du coup|voilà pourquoi`,
    ),
    filler: phrases(`euh|ben|bah|en fait|du coup|quoi|tu vois|voilà`),
    housekeeping: phrases(
      `bienvenue|abonnez-vous|sponsor|merci d'être|merci beaucoup|lien dans la description|code promo`,
    ),
  },
  edges: {
    leansOnContext: phrases(
      `parce que|parce qu'il|comme je disais|comme je l'ai dit|c'est pour ça|c'est pourquoi|et puis|par exemple|ce qui|c'est-à-dire|dont|donc`,
    ),
    joinsOn: phrases(`et|mais|alors|donc|aussi|pourtant|ensuite|enfin|deuxièmement|troisièmement|puis|ou`),
    respondsTo: phrases(`oui|non|ouais|d'accord|exactement|voilà|merci|bien sûr|absolument|effectivement|tout à fait`),
    throatClearing: phrases(`euh|ben|bah|bon|alors|écoute|écoutez`),
    pronoun: phrases(`il|elle|ils|elles|ça|cela|ceci|celui-ci|celle-ci|ce|lui`),
    pronounThatStands: phrases(`il y a|il faut|il faudrait|il est # heures|ce qui fait|ce que je`),
    promisesMore: phrases(`par exemple|je vous explique|je t'explique|voici|# choses|# raisons|la suite|comme ceci`),
    openWord: phrases(
      `et|ou|mais|parce que|que|qui|de|du|la|le|les|un|une|des|avec|pour|dans|à|au|sur|son|sa|mon|ma|très|si|quand`,
    ),
  },
  suffixes: words(
    `issements issement ements ement ations ation euses euse eurs eur ées ée és é er ez ait aient ant es e s`,
  ),
  elisions: words(`qu' l' d' j' m' t' s' n' c'`),
}
