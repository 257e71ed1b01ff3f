"""The attention bench: a month of a company's life, and how often Slack calls its people.

5,000 customers' answers come in the rhythm of real days and weeks, with two storms, to twelve people with working
hours, lunches, leave and different diligence. Everything goes through the real bot, over a real SQLite file, against
the practice workspace; only the clock is moved. Beside it the same people live with a naive bot.

**A ping** is a message that Slack announces to a person: each new direct message, and each new message in a channel
that mentions them, their group or everybody. A card or a list that stands in a channel without a mention is none, nor
is a message that is changed in place, or an answer that only the person who asked can see.

**The naive bot** posts every answer, without a mention. At every full hour, day and night, it reminds of each case
that is not closed: the owner, by a mention, or everybody in the channel while nobody has it. **The mild one** reminds
each hour only of what is overdue, and only while the person works. Both remind of a case in a message of its own.

**The people** are the same in all three worlds, down to what each of them forgets. They never mute a channel and read
every ping, which costs them half a minute. What they forgot, they do when a reminder reaches them, mostly. Who goes on
leave sets a status in Slack, and nothing else: no ping may reach them before they are back. What is kept for an account
manager, the others leave to them for so long.

**Where people mute**, each takes in the first hundred pings of a day while they work, one every five minutes, and none
of those that come later; a new day begins with all the attention again, and what came at night has cost none. That is
more patience than people have. It is the same rule for all; with Loopwell nobody comes near it, so its figure is the
same. It is printed beside the other figure and decides no target.

**A storm card** offers to answer its customers together, and people use what their bot offers: who looks at the channel
and finds ten customers on the card whom nobody has, spends a quarter of an hour on it and writes to as many as one
agent may at once, twenty. They get one mail each, a second apart, and are that person's to close. Cards for high touch,
and all that is not in a storm, are worked on one by one. The other bots offer nothing of the kind: a button for many is
no reminder. `--one-by-one` plays a month in which nobody uses the card. The bench lives in quarters of an hour, so all
250 come at once; spread over their ten minutes, Slack could show a card for each, and the same button would be the one
under `/loop open`.

**Overdue** is counted by one rule in every world, from when a case was opened, claimed, answered and closed. In
Loopwell the clock begins again when a case is given to somebody else; the other bots know nothing of handing on.
"""
