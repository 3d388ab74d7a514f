"""The help texts of the slash commands."""

HELP = """\
*Bring a link*: paste it in a channel that I watch, name me with it anywhere (`@Second Source https://…`), type \
`/source https://…`, send it to me in a direct message, or use the shortcut “Submit as source” on a message. Name an event \
after the link if you mean one: `/source https://… ferry-fire-2026`. What you found out yourself: “Log as our own report” on \
a message.

*What I do*: I read the article and say which event and claims it speaks to, how sure it sounds, and where its information \
really comes from, with the words that show it. Copies of one origin count once.

*Who decides*: an editor, with the buttons on the card. Nobody decides on their own link.

*Look something up*: `/event` with words or an event's short name sums it up, and so do the same words in a direct message \
to me; `/event follow` has me write to you whenever its level moves. Your links and the queue are in the app's Home.

*Hear what changed*: `/digest` in a channel has it told there, on the days and at the time that you choose; \
`/digest me daily 08:30` sends you one of your own."""

SOURCE_USAGE = "Type `/source https://…`, with an event's short name after it if you mean one; `/source help` says more."
DIGEST_USAGE = """\
`/digest` sets a digest up for this channel: what changed, what waits, the numbers. `/digest daily 08:30` does it at once \
(also `weekdays 7:00`, `mon, thu 18:00`).
`/digest show` lists those of this channel, and changes them.
`/digest now` posts one at once, and asks first.
`/digest pause`, `/digest resume`, `/digest off` do what they say, to all of this channel's, or to the one whose number \
stands behind.
`/digest me daily 08:30` sends you one of your own: what waits for you first, then what you follow. `/digest me` and the \
words above change it, or send it at once."""
EVENT_USAGE = """\
Type `/event` and some words of the headline, or the event's short name: I sum up what is known, how well, and what is open.
`/event follow` and the same has me write to you whenever its level moves; `/event mute` stops that for a day, \
`/event unfollow` for good."""
