const words = (text: string): readonly string[] => text.split(/\s+/).filter(Boolean)

/**
 * Small words that nobody writes a paragraph without, by language, for telling languages in Latin letters apart. Closed classes, written
 * down here; no corpus behind them. What comes before an apostrophe counts as a word of its own ("l'", "don't").
 */
export const functionWords: Readonly<Record<string, readonly string[]>> = {
  en: words(
    'the and of to is that it you for was on are with this have not be but they what we my your from about don t s re',
  ),
  es: words(
    'el la los las de que y en un una es no por con para se lo del al como más pero su está muy esto eso ya porque',
  ),
  pt: words(
    'o a os as de que e em um uma é não por com para se do da no na como mais mas foi ele isso você está muito são',
  ),
  fr: words(
    'le la les l un une des du de et est que qui dans pour pas c j ce il je vous nous on en au sur ne avec sont mais qu',
  ),
  it: words(
    'il la i gli le di che e è un una per non con in del della sono si ma come anche più questo ho lo nel perché',
  ),
  de: words(
    'der die das und ist nicht ich ein eine zu den mit es auf für wir sie auch dass dem von was so wenn aber man',
  ),
  nl: words('de het een en van is dat niet ik je in op te voor met zijn maar we er ook als dit die wat naar'),
  sv: words('och att det som är en på för inte jag av med har den till ett vi om man så de var från mycket'),
  da: words(
    'og at det er en på for ikke jeg af med har den til et vi om man så de var som hvad noget meget efter mig sig',
  ),
  no: words('og at det er en på for ikke jeg av med har den til et vi om man så de var som hva noe mye etter meg seg'),
  fi: words('ja on ei se että hän mutta niin kun oli ovat tämä minä joka mitä myös nyt olla sitä siitä kuin mikä voi'),
  pl: words('i w nie na się że to z jest do jak co o ale tak po od czy był tym przez są już jego dla'),
  cs: words('a je se v na že to s z do o i jak ale co by jsem tak po už jsou pro které když není'),
  ro: words('și în de la cu nu pe este că o un din mai care pentru sunt am ce să se fi lui'),
  hu: words('a az és hogy nem egy is ez van de meg mint csak már ha azt volt még ki nagyon'),
  tr: words('bir ve bu da de için çok ne ben o var mı ama gibi daha değil olarak ile kadar ki şey'),
  id: words('yang dan di ini itu dengan untuk dari tidak ada ke akan kita saya pada adalah juga bisa apa'),
  vi: words('là và của có không một cho các được này trong với người đã những tôi thì đó'),
  ca: words('el la els les de que i en un una és no per amb del al com més però aquest molt són'),
}
