import { type Lexicon, phrases, words } from './lexicon'

export const portuguese: Lexicon = {
  language: 'pt',
  stopwords: words(`
    de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu sua ou ser
    quando muito há nos já está eu também só pelo pela até isso ela entre era depois sem mesmo aos ter seus quem nas me
    esse eles estão você tinha foram essa num nem suas meu às minha têm numa pelos elas havia seja qual será nós tenho lhe
    deles essas esses pelas este dele tu te vocês vos lhes meus minhas teu tua nosso nossa isto aquilo estou estamos fui
    são sou somos vai vou vamos ir pode posso podem poder diz dizer disse faz fazer então assim aí aqui ali agora hoje
    coisa coisas vez vezes ano anos dia dias gente bem bom né tipo cara tudo nada algo todo toda todos todas porque acho`),
  numbers: words(`zero um dois duas três quatro cinco seis sete oito nove dez onze doze quinze vinte trinta quarenta
    cinquenta cem cento mil milhão milhões bilhão meio`),
  cues: {
    ask: phrases(`o que|por que|como|quem|onde|quando você|qual|quanto|você já|será que`),
    story: phrases(
      `quando eu era|quando eu tinha|um dia|uma noite|uma vez|há # anos|eu lembro|me lembro|conheci um|conheci uma`,
    ),
    turn: phrases(`de repente|mas aí|até que|acontece que|foi aí que|percebi que|foi quando`),
    contrast: phrases(`ao contrário|na verdade|em vez de|não é|todo mundo acha|as pessoas acham|apesar de|embora`),
    list: phrases(`# coisas|# razões|# maneiras|# regras|# passos|# erros|# lições`),
    enumerator: phrases(`primeiro|segundo|terceiro|quarto|por último|finalmente|em primeiro lugar`),
    you: phrases(`você|vocês|seu|sua|te`),
    superlative: phrases(`o mais|a mais|o melhor|a melhor|o pior|a pior|o único|a única|do mundo|da minha vida`),
    claim: phrases(`nunca|sempre|ninguém|nada|tudo|a verdade é|o problema é|tem que|impossível|a chave`),
    curiosity: phrases(`o segredo|a razão|imagina|imagine|você sabia|e se|ninguém te conta`),
    emotion:
      phrases(`amor|ódio|medo|chorar|chorei|lágrimas|riso|feliz|triste|raiva|vergonha|orgulho|dor|incrível|horrível|terrível
      morte|morreu|loucura|guerra|fracasso|sonho|esperança|maravilhoso|pânico`),
    payoff: phrases(
      `por isso|no final|no fim|a lição|aprendi que|o que aprendi|isso significa|desde então|é por isso|foi assim que`,
    ),
    filler: phrases(`é|tipo|né|sei lá|quer dizer`),
    housekeeping: phrases(
      `bem-vindos|inscreva-se|patrocinador|obrigado por vir|muito obrigado|link na descrição|código de desconto`,
    ),
  },
  edges: {
    leansOnContext: phrases(
      `porque|como eu disse|por isso|e por isso|e aí|aí|então|por exemplo|ou seja|quer dizer|o que`,
    ),
    joinsOn: phrases(`e|mas|também|além disso|porém|embora|segundo|terceiro|por último|ou`),
    respondsTo: phrases(`sim|não|claro|exato|isso|obrigado|obrigada|com certeza|verdade`),
    throatClearing: phrases(`é|bom|bem|olha|tipo`),
    pronoun: phrases(`ele|ela|eles|elas|isso|isto|aquilo|esse|essa`),
    promisesMore: phrases(`por exemplo|vou te contar|vou explicar|# coisas|# razões|o seguinte`),
    openWord: phrases(`e|ou|mas|porque|que|de|da|do|a|o|os|as|um|uma|com|para|em|por|meu|minha|muito|se|quando`),
  },
  suffixes: words(`amente ações ação adores ador ando endo indo ados adas ado ada idos idas ido ida mente es as os s`),
  elisions: [],
}
