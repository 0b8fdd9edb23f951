import { describe, expect, it } from 'vitest'
import { guessLanguage } from './guess-language'

describe('guessLanguage', () => {
  it.each([
    ['en', 'So what we found is that most of the people did not want to talk about it.'],
    ['es', 'Lo que pasa es que nadie quiere hablar de esto, pero es muy importante para todos.'],
    ['pt', 'Eu acho que isso é um problema muito grande e ninguém quer falar sobre ele.'],
    ['fr', "Ce qu'il faut comprendre, c'est que les gens ne veulent pas en parler."],
    ['it', 'Quello che voglio dire è che non si può fare tutto questo da soli.'],
    ['de', 'Ich glaube, dass wir das nicht so einfach machen können, um es zu verstehen.'],
    ['nl', 'Ik denk dat het niet zo eenvoudig is om dit te begrijpen, maar we gaan het doen.'],
    ['sv', 'Jag tror att det inte är så enkelt att förstå det här, men vi ska försöka.'],
    ['da', 'Jeg tror ikke, at det er så nemt at forstå, hvad der sker efter det.'],
    ['no', 'Jeg tror ikke at det er så enkelt å forstå hva som skjer etter det, og mye mer.'],
    ['fi', 'Minä luulen että se ei ole niin helppoa, mutta nyt on aika kokeilla.'],
    ['pl', 'Myślę, że to nie jest takie proste, ale musimy o tym porozmawiać, bo jak nie teraz, to kiedy?'],
    ['cs', 'Myslím, že to není tak jednoduché, ale musíme o tom mluvit, když jsme tady.'],
    ['ro', 'Cred că nu este atât de simplu, dar trebuie să vorbim despre asta și cu ei.'],
    ['hu', 'Azt hiszem, hogy ez nem olyan egyszerű, de meg kell beszélni, és van idő.'],
    ['tr', 'Bence bu o kadar kolay değil ama bir şey yapmak için çok zaman var.'],
    ['id', 'Saya pikir ini tidak mudah, tetapi kita akan melakukan itu dengan baik untuk mereka.'],
    ['vi', 'Tôi nghĩ rằng điều này không dễ, nhưng những người đó đã làm được với một cách khác.'],
    ['ca', 'Crec que això no és fàcil, però amb aquest projecte els nostres amics són molt contents.'],
    ['zh', '我觉得这个问题不简单，但是我们可以谈谈。'],
    ['zh', '我们用 Kubernetes 和 Docker 部署这个系统，很方便。'],
    ['ja', 'この問題は簡単ではないと思いますが、話しましょう。'],
    ['ko', '이 문제는 간단하지 않다고 생각합니다.'],
    ['th', 'ผมคิดว่าปัญหานี้ไม่ง่าย'],
    ['ru', 'Я думаю, что это не так просто, но мы должны об этом поговорить.'],
    ['uk', 'Я думаю, що це не так просто, але ми повинні про це поговорити її мовою.'],
    ['bg', 'Мисля, че това не е толкова просто, но трябва да говорим за него. Какъв е отговорът?'],
    ['ar', 'أعتقد أن هذا ليس بسيطا ولكن يجب أن نتحدث عنه'],
    ['fa', 'فکر می‌کنم این چیز ساده‌ای نیست، پس باید درباره آن گفتگو کنیم'],
    ['he', 'אני חושב שזה לא פשוט'],
    ['hi', 'मुझे लगता है कि यह आसान नहीं है'],
    ['el', 'Νομίζω ότι αυτό δεν είναι απλό'],
  ])('knows %s', (language, text) => expect(guessLanguage(text)).toBe(language))

  it.each([
    '',
    '♪ 1999 …',
    'Hello!',
    'No.',
    'Kernel Docker Python',
    'Habari ya asubuhi, mimi ninaitwa Juma kutoka Dodoma',
  ])('does not guess at %j', (text) => expect(guessLanguage(text)).toBeNull())

  it('goes by the whole text, not by its beginning', () => {
    const talk = 'Lo que pasa es que nadie quiere hablar de esto, pero es muy importante. '.repeat(20)
    expect(guessLanguage(`Welcome to the show, this is the one that you have been waiting for! ${talk}`)).toBe('es')
  })
})
