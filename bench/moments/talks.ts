/**
 * Three talks written for this bench, with the moments an editor would cut known beforehand. `plain` is what surrounds them:
 * the wandering, leaning, half-said talk that real recordings mostly consist of. A speaker's name and a colon begin a turn.
 */
export type Talk = {
  readonly name: string
  readonly moments: readonly string[]
  readonly plain: readonly string[]
  /** Nouns that plain sentences speak about, so that topics drift. */
  readonly subjects: readonly (readonly string[])[]
}

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

export const gardening: Talk = {
  name: 'gardening',
  moments: [
    `Host: What is the biggest mistake people make in their first year?
     Guest: They water every single day. A tomato that gets a sip every day grows roots as lazy as a teenager on a sofa. Give it a bucket once a week and the roots go half a metre down, looking for more. Then August comes with no rain, and the neighbour's plants are dead and yours don't even notice. That's why I tell people to put the watering can away.`,
    `Guest: When I was nineteen I killed four hundred roses in one night. My grandfather had left me the greenhouse for a single weekend, and I forgot to close the vents. The frost came at four in the morning. I sat on the floor between the pots and cried. Suddenly my grandfather stood in the door, and I was sure he would never speak to me again. He handed me a pair of scissors and told me to cut every one of them to the ground. In spring three hundred and ninety of them came back. That was the day I learned that roots forgive you.`,
    `Guest: There are three rules for compost, and nobody needs a fourth. First, half of it must be brown, so leaves, cardboard, straw. Second, it must be as wet as a squeezed sponge. Third, turn it when you're angry, because that happens about once a week. If you do those three things you'll have black soil by autumn, and it costs you nothing.`,
    `Guest: Everybody thinks slugs are the enemy. In fact nine out of ten species never touch a living leaf. They eat what's rotting, and without them your garden would drown in its own rubbish. The day you stop poisoning slugs, the hedgehogs return and eat the one kind that does the damage. We got it wrong for fifty years.`,
    `Host: Have you ever wanted to give up?
     Guest: Every February. I stand in the mud, my back hurts, and I ask myself why a grown man does this. Then the first snowdrop comes through the ice, a flower that weighs less than a coin, and it lifts a plate of frozen earth. Nothing in this world is as stubborn as a plant that wants light. So whenever I want to give up, I go and look at that flower.`,
    `Guest: Imagine you could buy a fertiliser that works for twenty years and costs nothing. You can, it's called charcoal. Farmers in the Amazon buried it two thousand years ago, and their soil is still black today. Scientists dug it up and couldn't believe it was made by people. The best idea in gardening is older than the plough.`,
  ],
  plain: lines(`
    Host: So yeah, you were saying something about the @ earlier.
    Guest: And then we moved the @ over to the other side, sort of.
    Guest: It was, um, you know, more or less what we had with the @.
    Host: Right, okay, and the @, that was in the same place?
    Guest: Yeah, it was, I think, somewhere near the @.
    Guest: He did that for a while, and they looked at the @ as well.
    Guest: The @ is in the corner, and next to it we keep the @.
    Guest: We usually check on the @ in the afternoon and then again with the @.
    Host: Mhm, and I guess that goes for the @ too.
    Guest: There is some @ on the left and some @ on the right.
    Guest: But it depends a bit on the @, I mean, and on how it was left.
    Guest: I put the @ there some time ago and it has been okay.
    Guest: That one came from a shop in town, like the @.
    Guest: You can see the @ from the window, more or less.
    Host: And they had the @ as well, or was that later?
    Guest: So we do a bit of that, and a bit of the @, and that goes on through the season.
    Guest: The @ was ordered in spring and arrived with the @ some weeks later.
    Guest: Because of that the @ stayed where it was.
    Guest: I would have to look up how the @ is called.
    Guest: Which is, well, similar to the @, as I said.`),
  subjects: [
    ['shed', 'ladder', 'hose', 'bench', 'bucket'],
    ['hedge', 'fence', 'path', 'gravel', 'gate'],
    ['lettuce', 'beans', 'radish', 'carrots', 'peas'],
    ['greenhouse', 'pots', 'trays', 'labels', 'shelves'],
    ['lawn', 'mower', 'edges', 'clover', 'moss'],
    ['apple tree', 'ladder', 'crates', 'cellar', 'press'],
  ],
}

export const startup: Talk = {
  name: 'startup',
  moments: [
    `Host: How did you get your first customer?
     Guest: I lied about having a product. A hotel manager asked me whether our software could handle two hundred rooms, and I said yes, although there was no software. For three weeks I did every booking by hand, at night, pretending to be a server. When he asked why the system was slower after midnight, I told him the truth. He laughed for a minute and paid for a year in advance. That's how I learned that people don't buy software, they buy somebody who will not let them down.`,
    `Guest: We had eleven days of money left. I remember standing in the kitchen with the phone in my hand, about to fire nine people I loved. My co-founder walked in and put his wedding savings on the table, forty thousand dollars in an envelope. I couldn't believe it. Two days later the biggest contract of our lives came in, and he never mentioned that envelope again. If you ask me what a co-founder is, that is the answer.`,
    `Guest: Here's what nobody tells you about raising money. The investor's first no is never about your numbers. It's about fear of looking stupid in front of the other partners. So we stopped sending spreadsheets and sent one page that a partner could read aloud on Monday morning. We went from forty rejections to three offers in six weeks. Make it easy for them to be brave.`,
    `Guest: There are two kinds of meetings, and one of them should be illegal. The first kind makes a decision. The second kind makes everybody feel that a decision was made. We put a clock on the wall that showed the salaries ticking away in dollars, and within a month half of our meetings were gone. The most expensive thing in your company is a calendar.`,
    `Host: What would you tell your younger self?
     Guest: Charge ten times more. We were terrified of losing people, so we asked nine dollars a month, and the nine dollar customers wrote us angry mails all night. One day by mistake we billed a bank nine hundred, and they never complained. The customers who pay the most ask the least. I lost three years of my life to a price that was too low.`,
    `Guest: Everyone told us that the answer was growth. In reality growth nearly killed us. Every new customer made the product slower, and every slow day cost us two old ones. So we did the opposite of what every book says and closed the doors for six months. Not a single new sign-up. When we opened again, our customers brought their friends, and we have never paid for an advertisement since.`,
  ],
  plain: lines(`
    Host: Yeah, so going back to the @ for a second.
    Guest: Right, so it was, um, part of the @ at that point.
    Guest: And we had the @ running next to the @, basically.
    Guest: They wanted to see the @ before the end of the quarter, I think.
    Host: Okay, and that was with the @ or after it?
    Guest: So it kind of depends on the @, you know, and how they use it.
    Guest: We looked at the @ in the spring and at the @ some months after.
    Guest: He took over the @ and she worked on the @ with him.
    Guest: But I mean the @ was there already, more or less.
    Host: Mhm, and did that include the @?
    Guest: It did, yeah, and also a bit of the @.
    Guest: The @ goes to the team on the second floor, and the @ as well.
    Guest: We have a document about the @ that is, uh, updated now and then.
    Guest: That took some time because of the @.
    Guest: There was a call about the @ and another about the @.
    Guest: Which is similar to how the @ was set up, as I said.
    Host: And then the @ moved to the other office?
    Guest: I'd say the @ is about where it was, and so is the @.
    Guest: Some of it was in the @, some of it was, like, elsewhere.
    Guest: And that was discussed together with the @.`),
  subjects: [
    ['roadmap', 'backlog', 'sprint', 'dashboard', 'release'],
    ['office', 'lease', 'furniture', 'printer', 'parking'],
    ['contract', 'legal team', 'signature', 'clause', 'appendix'],
    ['payroll', 'accountant', 'invoice', 'ledger', 'audit'],
    ['conference', 'booth', 'badge', 'brochure', 'shuttle'],
    ['database', 'migration', 'backup', 'cluster', 'script'],
  ],
}

export const lecture: Talk = {
  name: 'lecture',
  moments: [
    `Speaker: Why do we remember the end of a holiday better than its middle? In a famous experiment people held one hand in icy water for sixty seconds. Then they did it again for ninety, but in the last thirty the water got one degree warmer. Asked which one they wanted to repeat, most chose the longer one, which means more pain. Your memory doesn't count minutes, it keeps the peak and the end. So if you plan a party, spend your money on the last half hour.`,
    `Speaker: One night in 1907 a doctor in Frankfurt cut open a brain and found what nobody had ever seen. The woman had forgotten her own name, her husband, the word for flower. Under the microscope there were knots, thousands of them, as if someone had tied the cells together. He presented it to the most important professors of his country, and not one of them asked a question. They were waiting for the next talk. That doctor was Alois Alzheimer, and it turned out that he had described the disease of our century.`,
    `Speaker: There are three reasons why we sleep, and two of them will surprise you. First, the brain washes itself: the cells shrink, and fluid rinses the waste away. Second, it throws away most of what you learned today so that the rest has room. Third, it rehearses what frightens you, without the fear. Take away one night, and a healthy student is as slow as a drunk. Sleep is not the absence of work, it is the work.`,
    `Speaker: You have never seen the world as it is. The signal from your eye needs a tenth of a second to arrive, so a tennis ball at two hundred kilometres an hour would always be five metres behind. You would miss every single one. But the brain cheats, it paints the ball where it will be. Everything you call the present is a prediction. The moment it is wrong, we call it a surprise.`,
    `Speaker: Imagine a man who loses all of his emotions after an operation. His intelligence is perfect, he passes every test. You would think that he makes wonderful decisions. The opposite happened: he needed four hours to choose a restaurant, lost his job and then his family. Without feelings nothing matters more than anything else. We believed for two thousand years that emotion disturbs reason, and it is the only thing that makes it work.`,
  ],
  plain: lines(`
    Speaker: So on this slide you see the @ and next to it the @.
    Speaker: As I said last week, the @ is described in chapter four.
    Speaker: And this is more or less the same for the @.
    Speaker: It is connected to the @, which we will come back to.
    Speaker: Some authors place the @ before the @, others after it.
    Speaker: They used the @ in that study, and then the @ in the follow-up.
    Speaker: The table shows values for the @ and for the @ in two columns.
    Speaker: But that is, um, a detail of the @ that we can skip.
    Speaker: Here the @ is drawn in grey and the @ in blue.
    Speaker: And so the @ is listed under the @ in your handout.
    Speaker: This was revised later, together with the @.
    Speaker: There is a longer treatment of the @ in the reader.
    Speaker: For the @ the notation is slightly changed, as you can see.
    Speaker: That would be the @, and below it comes the @.
    Speaker: We will not go through the @ today.
    Speaker: The @ was measured with the @ over several sessions.
    Speaker: Which brings us to the @, on the next page.
    Speaker: He called it the @, and she kept the term for the @.`),
  subjects: [
    ['hippocampus', 'cortex', 'thalamus', 'pathway', 'diagram'],
    ['electrode', 'amplifier', 'recording', 'filter', 'baseline'],
    ['questionnaire', 'scale', 'item', 'appendix', 'score'],
    ['syllabus', 'handout', 'seminar', 'reader', 'assignment'],
    ['receptor', 'membrane', 'channel', 'current', 'figure'],
    ['sample', 'variance', 'regression', 'coefficient', 'table'],
  ],
}

export const talks: readonly Talk[] = [gardening, startup, lecture]
