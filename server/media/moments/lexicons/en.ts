import { type Lexicon, phrases, words } from './lexicon'

export const english: Lexicon = {
  language: 'en',
  stopwords: words(`
    a an the this that these those and or but nor so yet for of to in on at by with from into onto over under about after
    before between through during without within against among upon off out up down again further than then once as if
    because while until although though since unless whether i me my mine myself you your yours yourself we us our ours
    ourselves he him his himself she her hers herself it its itself they them their theirs themselves who whom whose which
    what when where why how all any both each few more most other some such no not only own same too very just also even
    still ever never always often maybe perhaps really actually basically literally probably definitely honestly pretty
    quite rather well like kind sort thing things stuff lot lots bit something anything everything nothing someone anyone
    everyone everybody nobody somebody anybody is am are was were be been being do does did doing done have has had having
    will would shall should can could may might must ought need i'm i've i'd i'll you're you've you'd you'll we're we've
    we'd we'll he's she's it's they're they've they'd they'll that's there's here's what's who's let's isn't aren't wasn't
    weren't don't doesn't didn't won't wouldn't can't cannot couldn't shouldn't haven't hasn't hadn't ain't gonna wanna
    gotta get gets got getting go goes going went gone come comes came coming make makes made making take takes took taken
    taking say says said saying tell tells told telling think thinks thought thinking know knows knew known knowing want
    wants wanted see sees saw seen look looks looked looking find finds found give gives gave given put puts use used uses
    using work works worked try tries tried trying feel feels felt let lets keep keeps kept mean means meant talk talked
    talking start started starts happen happens happened there here now today yes yeah no okay ok oh um uh uhm hmm right
    sure thanks thank hello hi hey good great nice big little much many first second third last next one two three four
    five six seven eight nine ten way ways time times day days year years people person guy guys man back around away
    ago later soon already almost enough else instead together maybe every another new old able us etc ask asked asks
    whatever however anyway course kinda sorta doing call called calls seem seems seemed become becomes became point part
    end question answer number word words story reason idea hundred thousand week weeks month months minute minutes hour
    hours half matter matters cause those own whole different important set point actually turn turns turned
    simply nearly far early late long short high low full easy hard real true wrong everywhere somewhere
    remember forget guess hope believe understand understood learn learned learnt bring brought move moved stop stopped
    live lived leave left run ran show showed shown hear heard sit sat stand stood ends ended wait stay stayed`),
  numbers: words(`zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion
    trillion half dozen percent`),
  cues: {
    ask: phrases(`what|why|how|who|where|when did|when do|when is|which|do you|did you|are you|is it|is there|can you
      could you|would you|have you|has it|should we|should i|does it|what's|who's|how's`),
    story: phrases(`
      when i was|when we were|one day|one night|one morning|one evening|years ago|months ago|weeks ago|i remember
      i'll never forget|i will never forget|there was a time|the first time i|the last time i|the day i|the day we
      let me tell you a story|back in|once upon|i was sitting|i was standing|i was working|i was # years old|i grew up
      growing up|my first job|i met a|i had a friend|there was this|there was a man|there was a woman|there was a guy
      last year i|last week i|it was # in the morning|we were about to|i was about to|i walked into|i got a call
      the phone rang|i once|we once|a friend of mine|my mother always|my father always|true story|a woman came up to me|a man came up to me|somebody came up to me`),
    turn: phrases(`
      but then|and then suddenly|suddenly|all of a sudden|out of nowhere|until one day|that's when|that was when
      that was the moment|at that moment|in that moment|and that changed|everything changed|changed everything|turned out
      turns out|it turned out|the next day|the next morning|little did i|i realized|i realised|it hit me|i couldn't believe
      to my surprise|and guess what|except it|except that`),
    contrast: phrases(`
      but actually|it's not|it isn't|is not a|isn't the|not because|the opposite|on the contrary|instead of|rather than
      everybody thinks|everyone thinks|most people think|people think|you would think|you'd think|you might think
      contrary to|surprisingly|believe it or not|nobody expected|no one expected|we expected|i expected|i assumed|i used to think
      the problem is not|what people don't|what they don't|yet somehow|even though|not the|but in fact|in reality|the irony
      a myth|a lie|we got it wrong|i was wrong|counterintuitive|counter intuitive`),
    list: phrases(`
      # things|# reasons|# ways|# rules|# steps|# lessons|# mistakes|# kinds|# types|# questions|# tips|# principles
      # signs|# parts|# ideas|# secrets|# words|a few things|a couple of things|a few rules|a few reasons|# simple rules
      # simple things|# simple steps|# big mistakes|# big lessons|# habits|# stages`),
    enumerator: phrases(`
      first|first of all|firstly|second|secondly|third|thirdly|fourth|fifth|finally|lastly|number #|step #|rule #|the first one
      the first thing|the second thing|the third thing|the first is|the second is|the third is|the last one|the second one
      the third one|and the third|and the second|and the last|and finally|and last|the fourth|the fifth|rule number #
      the first|the second|the third|the last`),
    you: phrases(`you|your|you're|you've|you'll|you'd|yourself`),
    superlative: phrases(`
      the most|the best|the worst|the biggest|the greatest|the hardest|the easiest|the fastest|the smallest|the only
      the single|the cheapest|the longest|the strongest|the first time|the number one|ever made|ever seen|in the world
      of all time|in my life|more than anything|the richest|the poorest|the oldest|the youngest|the smartest|the dumbest
      the craziest|the strangest|the scariest|the funniest|the happiest|the saddest|the deadliest`),
    claim: phrases(`
      never|always|nobody|no one|everybody|everyone|nothing|everything|the truth is|the fact is|the reality is
      the problem is|the real problem|the mistake|biggest mistake|you have to|you need to|you must|you can't|you cannot
      we have to|we need to|i believe|i'm convinced|i guarantee|i promise|the key is|the secret is|the trick is|the rule is
      there is no|there's no|impossible|guaranteed|the whole point|that is how|must never|stop doing|the difference between
      makes or breaks|matters more|is a lie|is wrong|is dead|will change|doesn't work|does not work|don't need|isn't enough`),
    curiosity: phrases(`
      here's why|here is why|here's how|here is how|here's what|here is what|this is why|this is how|the reason
      the secret|nobody tells you|no one tells you|nobody talks about|no one talks about|what if|imagine|have you ever
      did you know|do you know|you know what|guess what|the strange thing|the weird thing|the crazy thing|the funny thing
      the surprising thing|the interesting thing|what most people|what nobody|what no one|the thing about|it all started
      the hardest part|the worst part|the best part|the real reason|the trick|let me ask you|ask yourself`),
    command: phrases(`
      imagine|picture this|think about|listen|stop|never|don't|remember|look at|try|ask yourself|consider|forget|take a
      write down|pay attention|start with|start by|give yourself`),
    emotion: phrases(`
      love|loved|hate|hated|afraid|scared|terrified|fear|fears|cry|cried|crying|tears|laugh|laughed|laughing|happy|happiness
      sad|sadness|angry|anger|furious|ashamed|shame|guilt|proud|pride|joy|grief|pain|painful|hurt|heartbroken|heartbreaking
      lonely|alone|excited|exciting|thrilled|amazing|incredible|unbelievable|beautiful|awful|terrible|horrible|disaster
      crazy|insane|ridiculous|hilarious|shocked|shocking|embarrassed|embarrassing|devastated|devastating|desperate|panic
      panicked|nightmare|miracle|dream|dreams|died|dead|death|dying|killed|war|fight|fighting|fired|bankrupt|broke|failed
      failure|betrayed|trust|hope|hopeless|grateful|stunned|sobbing|screaming|screamed|shaking|trembling|worried|anxious
      anxiety|depressed|depression|regret|regretted|jealous|disgusting|brutal|suffering|suffered|survive|survived|wonderful`),
    intensifier: phrases(`
      absolutely|completely|totally|extremely|so much|insanely|incredibly|deeply|truly|so many|oh my god|oh my gosh|wow
      holy|what the hell|for god's sake|no way|are you kidding|i swear`),
    payoff: phrases(`
      that's why|that is why|which is why|so the lesson|the lesson is|the lesson was|the lesson|the moral|the point is
      the whole point|what i learned|what we learned|i learned that|i learned|taught me|in the end|at the end of the day
      it turns out|turns out|turned out|which means|that means|what that means|bottom line|the takeaway|the answer is
      the answer was|that's how|that is how|that's what|that is what|that's the|that is the|that was the|so that's|this is why
      ever since|from that day|since that day|since then|and it worked|it worked|changed my life|changed everything
      never looked back|and that's it|that's all|so remember|so if you|so next time|the key is|the secret is|the trick is
      the result|as a result|finally understood|i finally|we finally|and that is|the difference is|the rest is|so now
      the moment you|once you|that's when i|so don't|so stop|so start|all you need|all it takes`),
    filler:
      phrases(`um|uh|uhm|erm|er|hmm|mm|you know|i mean|sort of|kind of|like i|i guess|or whatever|and stuff|basically
      literally`),
    housekeeping: phrases(`
      welcome back|welcome to|thanks for having|thank you for having|thank you for coming|thanks for coming|thank you so much
      thanks for joining|thank you for joining|subscribe|hit the bell|like and subscribe|this episode is|brought to you by
      our sponsor|today's sponsor|promo code|discount code|link in the|links in the|show notes|leave a comment|leave a review
      before we start|before we get started|before we begin|let's get started|let's dive in|let's jump in|let's get into
      my name is|i'm your host|joining me today|with me today|today we're going to|today we are going to|see you next
      see you in the|next episode|next week on|good morning everyone|good afternoon|can you hear me|is this on|after the break
      we'll be right back|percent off|free trial|sign up at|check out the|that's all we have time|thanks for listening
      thanks for watching|thank you for watching|thank you for listening|how are you doing|nice to meet you`),
  },
  edges: {
    leansOnContext: phrases(`
      because|which|as i said|as i say|as i mentioned|like i said|like i mentioned|as we said|as we saw|as you said
      like you said|as i was saying|what i said|and that's why|that's why|that is why|and this is why|so that's why
      so that is why|so that's how|that's how|and that's|and that is|that's what|that's because|and then|or|nor|otherwise
      therefore|then|than|whereas|thus|hence|in other words|for example|for instance|same thing|same here|me too|which is
      that being said|having said that|on the other hand|in that case|going back to|back to|similarly|likewise|instead
      so then|but then|but that's|so that|and so|except|even so|unlike that|by that i mean|by which|to which|of which
      who was|who is|who had|where they|where it|such as|like that|not only that|besides that|apart from that
      meaning|including|until then|but because|and because|so because|as a result|at that point|as you can see`),
    joinsOn: phrases(`and|but|so|also|plus|anyway|however|still|yet|though|although|too|besides|moreover|furthermore
      meanwhile|afterwards|after that|before that|second|secondly|third|thirdly|fourth|fifth|finally|lastly|number two
      number three|the second|the third|the other|the last one|another`),
    respondsTo:
      phrases(`yes|yeah|yep|no|nope|nah|right|okay|ok|exactly|absolutely|totally|definitely|sure|correct|true|agreed
      of course|oh|ah|wow|mm hmm|mhm|uh huh|that's right|that's true|that's a good|that's a great|great question|good question
      i agree|i know|me neither|not really|not at all|thank you|thanks|sorry|same|maybe|interesting|i see|i think so|fair enough
      good point|i don't know`),
    throatClearing: phrases(`um|uh|uhm|erm|well|you know|i mean|like|look|see|now|basically|actually|honestly`),
    pronoun: phrases(`
      he|she|they|it|him|her|them|his|their|its|he's|she's|they're|it's|that|that's|those|he'd|she'd|they'd|they've|it'd
      he'll|she'll|they'll|it'll|these|this|such|there he|there she|there it|there they|one of them|none of them
      both of them|all of them|some of them|most of them|neither of them`),
    pronounThatStands: phrases(`
      it is hard|it's hard|it is easy|it's easy|it is important|it's important|it is not about|it's not about|it takes|it took
      it is time|it's time|it is never|it's never|it is a mistake|it is possible|it's possible|it is impossible
      it's impossible|it all started|it was a|it was the|it was # in|it turns out|they say|those who|that moment when
      that feeling when|this is a story|this is the story|this year|this morning|this week|this month|these days
      that day|that night|it is better|it's better|it is better|it seems|it's amazing|it is amazing|it doesn't matter
      it does not matter|it's okay|it is okay|it's funny how|it is funny how|it is true|it's true that|this is going to|this is for
      this is what happens|it isn't|it wasn't until|it was in`),
    promisesMore: phrases(`
      let me tell you|let me explain|let me show you|let me give you an example|for example|for instance|such as|here's the thing
      here is the thing|here's why|here is why|here's how|here is how|here's what happened|here is what happened|guess what
      i'll tell you why|i'll tell you|i will tell you|i'll explain|the following|like this|which is|that is|the question is
      the problem is|the reason is|the thing is|the point is|you know what|so here's what i did|so here's what we did
      we'll get to that|we will get to that|more on that later|i'll come back to that|i'll get to that|let me tell you a story
      and then|what happened next|it goes like this|in # ways|# things|# reasons|# ways|# rules|# steps|# lessons
      # mistakes|# questions|listen to this|get this|wait for it|let me put it this way|let me ask you something
      let me ask you|a few things|a couple of things|i have a story|there's a catch|there is a catch|as follows`),
    // "What I learned", "how they did it": a clause, no question.
    clauseSubject: words(`i i'm i've we we're you they he she it`),
    tagQuestion:
      phrases(`right|okay|huh|you know|isn't it|isn't he|isn't she|aren't they|don't you think|you know what i mean
      does that make sense|yeah`),
    openWord:
      phrases(`and|or|but|because|so that|which|who|whose|the|a|an|of|to|with|from|into|than|if|when|while|where|my|your
      our|their|his|is|are|was|were|be|very|really|just|like|as|at|in case|although|unless|whether|i|we|they|he|she|i'm|we're
      gonna|would|could|should|will|can|um|uh|for the|in the|on the|at the|this|these|those|its|it's|that's|there's|you're`),
  },
  suffixes: words(`ingly edly ings ing edly ied ies ers ness ment ed es ly s`),
  elisions: [],
}
